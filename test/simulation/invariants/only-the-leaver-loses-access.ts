import { isLoss } from '../history.ts';
import type { Invariant } from './invariant.ts';

/**
 * Nobody but the users of people who leave ever loses anything by a worker, whoever has their name, address or part of it. Name
 * and domain together are one user id here, as long as the world lasts.
 */
export const onlyTheLeaverLosesAccess: Invariant = {
  name: 'only the leaver loses access',
  onEffect(effect, history) {
    if (effect.cause === 'administrator' || !isLoss(effect)) return undefined;
    const { userName, cause, kind } = effect;
    const one = history.personNamed(userName);
    if (one !== undefined && history.world.userByName(userName)?.domain === 'local.com' && one.told.length > 0) {
      return undefined;
    }
    return `${cause.worker}: ${userName} ${kind}, of whom nobody said that they leave`;
  },
};
