import type { NoticeDraft, Problem, Reception } from './source.ts';

/** Of whom something is said, but not what: the HR system's own API could tell. */
export type About = Pick<NoticeDraft, 'eventId' | 'person' | 'sentAt'>;

/** What one entry of a request came to. */
export type Finding =
  | { notice: NoticeDraft }
  /** It changes nothing; why, machine-readable, and of whom it is where asking could make a notice of it. */
  | { ignored: string; about?: About }
  | { rejected: Problem[] };

/** Something about a person's leaving changed, and the event does not say to what. */
export function needsHrApi({ eventId, person, sentAt }: About): Finding {
  return { ignored: 'needs-hr-api', about: { eventId, person, sentAt } };
}

/** It is about something else than somebody's exit. */
export const withoutEffect = { ignored: 'type-without-effect' } as const satisfies Finding;

/**
 * All that a request came to: every good entry has its effect, whatever the others are.
 *
 * Every source's findings come through here, so this is the place for a step that asks an HR system's API `about` people.
 */
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
