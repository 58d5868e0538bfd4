import { nameInDoubt } from '../../../functions/shared/desktops/refused-values.ts';
import { numberOf } from '../people.ts';
import type { Invariant } from './invariant.ts';

/** What a firewall says, and no fault that is drawn: a status without a word of the service's. */
const ofFirewall = /Http\.4(00|03|18|31)\b/;

/**
 * A firewall that refuses whatever holds one person's name keeps that person's case waiting, and no other's. Whoever shares a
 * desktop with them may be named in the same item of a write.
 */
export const aRefusedNameStopsNobodyElse: Invariant = {
  name: 'a refused name stops nobody else',
  onSave({ saved, before }, { refusals }) {
    const { caseId, person, problem, desktops } = saved;
    if (!problem || problem === before?.problem || !ofFirewall.test(`${problem.code} ${problem.message}`))
      return undefined;
    // Those who were asked for with them are told from them at the next looks.
    if (problem.code === nameInDoubt) return undefined;
    const isTheirs = refusals.some(({ userName }) => numberOf({ userName }) === numberOf(person));
    if (isTheirs || desktops.some(({ others }) => others.length > 0)) return undefined;
    return `${caseId} waits for ${problem.code}: ${problem.message}, and the name that is refused is another's`;
  },
};
