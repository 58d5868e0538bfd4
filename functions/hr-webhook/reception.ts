import type { NoticeDraft, Problem, Reception } from './source.ts';

/** Of whom something is said, but not what. */
export type About = Pick<NoticeDraft, 'eventId' | 'person' | 'sentAt'>;

/** What one entry of a request came to. */
export type Settled =
  | { notice: NoticeDraft }
  /** It changes nothing; why, machine-readable. */
  | { ignored: string }
  | { rejected: Problem[] };

/** Something about a person's leaving changed, and the event does not say to what: the HR system's own API could tell. */
export type Unclear = {
  about: About;
  /** Whom to ask for, as the HR system itself calls them. */
  employee: unknown;
  /** What it comes to where the API is not asked, or does not tell. */
  otherwise: Settled;
};

export type Finding = Settled | { unclear: Unclear };

type Otherwise = {
  /** Whom to ask for, as the HR system itself calls them. @default there is no API to ask */
  employee?: unknown;
  /** Whether a deployment has asked for an exit where nothing tells what happened. @default false */
  actsAnyway?: boolean;
  /** Why nothing happens without the API. @default 'needs-hr-api' */
  reason?: string;
};

/** Somebody is named, and not what has become of them. */
export function needsHrApi(about: About, { employee, actsAnyway, reason = 'needs-hr-api' }: Otherwise = {}): Finding {
  const otherwise: Settled = actsAnyway ? { notice: { kind: 'exit', ...about } } : { ignored: reason };
  return { unclear: { about, employee, otherwise } };
}

/** It is about something else than somebody's exit. */
export const withoutEffect = { ignored: 'type-without-effect' } as const satisfies Finding;

/** All that a request came to: every good entry has its effect, whatever the others are. */
export function receptionOf(findings: readonly Finding[]): Reception {
  const notices = findings.flatMap((one) => ('notice' in one ? [one.notice] : []));
  const rejected = findings.flatMap((one) => ('rejected' in one ? one.rejected : []));
  const unclear = findings.flatMap((one) => ('unclear' in one ? [one.unclear] : []));
  const reasons = findings.flatMap((one) => ('ignored' in one ? [one.ignored] : []));
  // One reason for many entries: the first, since a sender sends entries of a kind together.
  const [ignored = rejected.length > 0 || unclear.length > 0 ? undefined : 'nobody-named'] = reasons;
  return {
    notices,
    ...(notices.length === 0 && ignored !== undefined && { ignored }),
    ...(rejected.length > 0 && { rejected }),
    ...(unclear.length > 0 && { unclear }),
  };
}
