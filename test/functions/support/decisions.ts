import type { DesktopRecord, OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Decision } from '../../../functions/shared/offboarding/decide/decision.ts';
import type { Observation } from '../../../functions/shared/offboarding/decide/observation.ts';
import { aRecord, seen, ten, without } from './samples.ts';

/** A reading in which, unless it is said otherwise, every desktop of the case is listed, with nobody attached to it. */
export function seenOf({ desktops = [] }: Partial<OffboardingCase>, given: Partial<Observation> = {}): Observation {
  return seen({ others: desktops.map(({ desktopId }) => without(desktopId)), ...given });
}

/** A desktop that the person was seen gone from at ten. */
export function gone(desktopId: string, given: Partial<DesktopRecord> = {}): DesktopRecord {
  return aRecord(desktopId, { detach: 'verified', detachVerifiedAt: ten, ...given });
}

export function eipOf(desktopId: string) {
  return { eipId: `eip-of-${desktopId}`, address: '198.51.100.7' };
}

/** The ids of what is to be written for. */
export function targetsOf({ step }: Decision): string[] {
  if ('desktops' in step) return step.desktops.map(({ desktopId }) => desktopId);
  if ('users' in step) return step.users.map(({ userId }) => userId);
  return 'access' in step ? step.access.map(({ id }) => id) : [];
}
