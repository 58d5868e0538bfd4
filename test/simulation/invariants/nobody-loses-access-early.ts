import { isLoss, knownTo } from '../history.ts';
import { byCase, mayAct } from '../truth.ts';
import type { Invariant } from './invariant.ts';

/**
 * A worker takes a person off a desktop, out of a pool or group, or locks them, only after the instant of one of their notices, by what was known when it decided.
 * It also says that a shared desktop loses nobody but the leaver, and that what is done was saved first.
 */
export const nobodyLosesAccessEarly: Invariant = {
  name: 'nobody loses access early',
  onEffect(effect, history) {
    if (effect.cause === 'administrator' || !isLoss(effect)) return undefined;
    const { worker, requestedAt } = effect.cause;
    const who = `${effect.userName} (${effect.kind}, ${'desktopId' in effect ? effect.desktopId : effect.through}) by ${worker}`;
    const one = history.personNamed(effect.userName);
    if (!one) return `${who}: nobody knows them`;
    const known = knownTo(worker, one, requestedAt);
    if (!known) return `${who}, which had saved nothing of it`;
    if (byCase(known).some((told) => mayAct(told, requestedAt, history.policy))) return undefined;
    return `${who} at ${new Date(requestedAt).toISOString()}: no notice lets them go`;
  },
};
