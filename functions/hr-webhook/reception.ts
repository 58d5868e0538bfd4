import type { NoticeDraft, Problem, Reception } from './source.ts';

/** What one entry of a request came to. */
export type Finding =
  | { notice: NoticeDraft }
  /** It changes nothing; why, machine-readable. */
  | { ignored: string }
  | { rejected: Problem[] };

/**
 * It names a person of whom something changed, but not what: only the HR system's own API can say. The findings with
 * this reason are the one place for a step that asks it.
 */
export const needsHrApi = { ignored: 'needs-hr-api' } as const satisfies Finding;

/** It is about something else than somebody's exit. */
export const withoutEffect = { ignored: 'type-without-effect' } as const satisfies Finding;

/** All that a request came to: every good entry has its effect, whatever the others are. */
export function receptionOf(findings: readonly Finding[]): Reception {
  const notices = findings.flatMap((one) => ('notice' in one ? [one.notice] : []));
  const rejected = findings.flatMap((one) => ('rejected' in one ? one.rejected : []));
  const reasons = findings.flatMap((one) => ('ignored' in one ? [one.ignored] : []));
  // One reason for many entries: the first, since a sender sends entries of a kind together.
  const [ignored = rejected.length > 0 ? undefined : 'nobody-named'] = reasons;
  return {
    notices,
    ...(notices.length === 0 && ignored !== undefined && { ignored }),
    ...(rejected.length > 0 && { rejected }),
  };
}
