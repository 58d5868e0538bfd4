import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { type Evidence, textOfEvidence } from '../offboarding/evidence/evidence.ts';
import { evidencePage } from '../offboarding/evidence/evidence-page.ts';

export type EvidenceStore = ReturnType<typeof createEvidenceStore>;

/** The name of the evidence of one end of a case, without `.json` or `.html`. A case that is opened again ends again. */
function evidenceKey({ caseId, endedAt }: Pick<Evidence, 'caseId' | 'endedAt'>): string {
  return `cases/${caseId}/${endedAt}`;
}

/**
 * The evidence of cases in S3: `cases/<caseId>/<endedAt>.json`, and the same as a page beside it. Written once: what is there
 * stays, and writing it again changes nothing.
 */
export function createEvidenceStore(s3: S3Client, Bucket: string) {
  async function put(Key: string, ContentType: string, Body: string): Promise<void> {
    try {
      await s3.send(
        // The bucket refuses a write that could replace something.
        new PutObjectCommand({ Bucket, Key, Body, ContentType, IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' }),
      );
    } catch (error) {
      const isThere = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;
      if (!isThere) throw error;
    }
  }

  return {
    /** @returns the key of the JSON file */
    async write(evidence: Evidence): Promise<string> {
      const key = evidenceKey(evidence);
      await put(`${key}.html`, 'text/html; charset=utf-8', evidencePage(evidence));
      await put(`${key}.json`, 'application/json', textOfEvidence(evidence));
      return `${key}.json`;
    },
  };
}
