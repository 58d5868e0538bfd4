import type { ExitNotice } from '../offboarding/notices/exit-notice.ts';

/** What a source says of one person; the webhook adds through which door, when and verified by which key. */
export type NoticeDraft = Omit<ExitNotice, 'source' | 'receivedAt' | 'trust' | 'keyId'>;

/** What is wrong with a request, and where; never with the value, it is personal data. */
export type Problem = { path: string; message: string };

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

/** What a verified request came to. `receptionOf` makes one of many entries. */
export type Reception = {
  /** One per person; none where the request is understood and concerns nobody's exit. */
  notices: NoticeDraft[];
  /** Why there is none, machine-readable. */
  ignored?: string;
  /** Entries of a batch that cannot be used and must not lose the others. Where nothing else is left it is a 400. */
  rejected?: Problem[];
  /** Entries that name somebody and leave open what has become of them: `settleUnclear` makes the others' like of them. */
  unclear?: Unclear[];
  /** What whoever sets the source up must read in the log, and only then: a source asks for it by an option. */
  forOperator?: Record<string, string>;
  /** Where the sender needs another answer than ours. @default the case ids */
  answer?: { status: number; contentType: string; body: string };
};

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
