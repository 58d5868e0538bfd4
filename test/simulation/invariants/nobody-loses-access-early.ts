import { mayAct } from '../truth.ts';
import type { Invariant } from './invariant.ts';

/**
 * A worker takes a person off a desktop only after the instant of one of their notices, by what was known when it decided.
 * It also says that a shared desktop loses nobody but the leaver, and that what is done was saved first.
 */
export const nobodyLosesAccessEarly: Invariant = {
  name: 'nobody loses access early',
  onEffect(effect, history) {
    if (effect.kind !== 'detached' || effect.cause === 'administrator') return undefined;
    const { worker, requestedAt } = effect.cause;
    const who = `${effect.userName} on ${effect.desktopId}`;
    const one = history.personNamed(effect.userName);
    if (!one) return `${who}, whom nobody knows, was detached by ${worker}`;
    const decidedAt = one.decidedAt.get(worker);
    if (decidedAt === undefined) return `${who} was detached by ${worker}, which had saved nothing of it`;
    const known = one.told.filter(({ savedAt }) => savedAt <= decidedAt);
    if (mayAct(known, requestedAt, history.policy)) return undefined;
    return `${who} was detached by ${worker} at ${new Date(requestedAt).toISOString()}: no notice lets them go`;
  },
};
