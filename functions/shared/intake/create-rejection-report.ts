import { hash } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { OutcomeMessage } from '../offboarding/evidence/announcement.ts';
import { asAttribute } from '../runtime/dead-letter.ts';
import type { Queue, QueueMessage } from '../runtime/queue.ts';
import { inMessages, rejectedEntries } from './rejected-entries.ts';
import type { Rejection, ReportRejection } from './rejection.ts';
import { withoutSecrets } from './without-secrets.ts';

/** The message of the log line; a metric counts it, and an alarm waits for it. */
export const noticeRejected = 'What a sender is believed in has no effect, and will not be sent again';

/** What is logged and kept of the problems of a request: it may have thousands. */
const mostLogged = 20;
const mostKept = 200;

export type RejectionReportParts = {
  /** Where it is kept until a person has repaired what is lost. */
  deadLetters: Queue;
  /** What tells subscribers. */
  outcomes: Queue;
  log: Pick<Logger, 'error'>;
};

/** How every door makes known what it refuses or loses although its sender is believed. */
export function createRejectionReport({ deadLetters, outcomes, log }: RejectionReportParts): ReportRejection {
  return async (rejection) => {
    const { source, keyId, reason, problems } = rejection;
    const paths = problems.slice(0, mostLogged).map(({ path }) => path);
    log.error(noticeRejected, { source, keyId, reason, count: problems.length, paths });
    await Promise.all([
      deadLetters.send(deadLettersOf(rejection)),
      outcomes.send([{ body: { announcement: announcementOf(rejection) } satisfies OutcomeMessage }]),
    ]);
  };
}

/** The same for whatever is sent again on the same day. */
function announcementOf({ source, now, reason, content }: Rejection): OutcomeMessage['announcement'] {
  const at = new Date(now).toISOString();
  const id = `rejected:${source}:${hash('sha256', content).slice(0, 20)}:${at.slice(0, 10)}`;
  return { id, type: 'NoticeRejected', at, source, reason };
}

function deadLettersOf(rejection: Rejection): QueueMessage[] {
  const { source, now, keyId, reason, problems, content, beside, isPartial = false, secrets = [] } = rejection;
  const kept = withoutSecrets(content, secrets);
  const entries = rejectedEntries(kept, isPartial ? problems : [{ path: '' }]);
  const about = {
    source,
    receivedAt: new Date(now).toISOString(),
    keyId,
    reason,
    problems: problems.slice(0, mostKept),
    ...(beside && { beside: withoutSecrets(Buffer.from(JSON.stringify(beside)), secrets) }),
  };
  const what = problems.slice(0, mostKept).map(({ path, message }) => `${path}: ${message}`);
  const attributes = { DeadLetterReason: asAttribute([`${source}: ${reason}`, ...what].join('; ')), Source: source };
  return [...inMessages(entries)].map((part) => ({ body: { ...about, entries: part }, attributes }));
}
