import { checkEvidence } from '../../../functions/shared/offboarding/evidence/check-evidence.ts';
import { evidenceOf, textOfEvidence } from '../../../functions/shared/offboarding/evidence/evidence.ts';
import type { Invariant } from './invariant.ts';

/** Of every end that is told, the lines that are saved with it make evidence that is intact, and is what is announced. */
export const evidenceProvesItself: Invariant = {
  name: 'evidence proves itself',
  onSave({ saved }) {
    for (const { caseId, status, proof } of saved.unsaid) {
      // Opened again in the same batch, an earlier end is saved with the trail that goes on from it.
      if (!proof) continue;
      try {
        const file = Buffer.from(textOfEvidence(evidenceOf(saved.trail.slice(0, proof.lines))));
        const checked = checkEvidence(file, { caseId, status, evidence: proof });
        if (checked.verdict === 'altered') return `the evidence of ${saved.caseId}: ${checked.message}`;
      } catch (error) {
        return `there is no evidence of ${saved.caseId}: ${String(error)}`;
      }
    }
    return undefined;
  },
};
