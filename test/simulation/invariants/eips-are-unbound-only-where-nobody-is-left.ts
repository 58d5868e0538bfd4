import type { Invariant } from './invariant.ts';

/** Somebody may be attached in the moments between the last reading and the write; before that reading nobody may have been. */
export const eipsAreUnboundOnlyWhereNobodyIsLeft: Invariant = {
  name: 'EIPs are unbound only where nobody is left',
  onEffect(effect, { occupiedSince, readAt }) {
    if (effect.kind !== 'unbound' || effect.cause === 'administrator') return undefined;
    const { worker } = effect.cause;
    const since = occupiedSince.get(effect.desktopId);
    if (since === undefined || since >= (readAt.get(worker) ?? Infinity)) return undefined;
    return `${effect.eipId} was unbound by ${worker} from ${effect.desktopId}, which has users`;
  },
};
