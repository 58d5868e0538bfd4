import type { OffboardingCase } from '../../shared/offboarding/case/offboarding-case.ts';
import type { NoticeEffect } from '../../shared/offboarding/notices/apply-notice.ts';
import type { Problem } from '../command-error.ts';

/** What to do about a command that had no effect on a case. */
const words: Partial<Record<NoticeEffect, string>> = {
  'ignored-older': 'what was sent later stands; give the command once more if it is still wanted',
  'ignored-already-started': 'work has begun and goes on at once; to stop it, cancel it',
  'ignored-revoke-now-stands':
    'that access ends at once was asked for before, and a date does not put that off; cancel it first',
};

/** Why a command changed nothing, by its effect. */
export function withoutEffect({ caseId, status }: OffboardingCase, effect: string | undefined): Problem {
  const why = words[effect as NoticeEffect] ?? 'its trail says why';
  return { code: effect ?? 'no-effect', message: `It had no effect on ${caseId}, which is ${status}: ${why}` };
}

/** Why a date that was asked for is not the one that a case goes by; undefined where it is, or none was asked for. */
export function whyNotMoved(
  one: OffboardingCase,
  effect: string | undefined,
  effectiveAt: string | undefined,
): Problem | undefined {
  const isWithoutEffect =
    effect === 'ignored-older' || (effectiveAt !== undefined && effect !== undefined && effect in words);
  return isWithoutEffect ? withoutEffect(one, effect) : undefined;
}
