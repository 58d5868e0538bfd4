import type { ExitNotice } from '../shared/offboarding/notices/exit-notice.ts';
import type { CommandContext } from './command.ts';

type Said = Pick<ExitNotice, 'kind' | 'person'> & Partial<Pick<ExitNotice, 'effectiveAt' | 'reason'>>;

/** What a person says by hand, as a notice like any other: who says it goes into the trail of the case. */
export function operatorNotice(
  { kind, person, effectiveAt, reason }: Said,
  { by, requestId, now }: Pick<CommandContext, 'by' | 'requestId' | 'now'>,
): ExitNotice {
  const at = new Date(now).toISOString();
  return {
    kind,
    source: 'operator',
    eventId: requestId,
    person,
    ...(effectiveAt !== undefined && { effectiveAt }),
    sentAt: at,
    receivedAt: at,
    trust: 'iam',
    by,
    ...(reason !== undefined && { reason }),
  };
}
