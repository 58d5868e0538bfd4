import * as z from 'zod';
import { caseIdsOf, person } from '../../shared/offboarding/case/person.ts';
import type { ExitsMessage } from '../../shared/offboarding/notices/exits-message.ts';
import { command } from '../command.ts';
import { operatorNotice } from '../operator-notice.ts';
import { reasonGiven } from '../reason-given.ts';

/** Takes a person's desktops away, through the same queue and the same checks as a webhook. */
export const offboard = command({
  input: z.strictObject({
    person,
    /** ISO 8601 with offset. @default at once */
    effectiveAt: z.iso.datetime({ offset: true }).optional(),
    reason: reasonGiven.optional(),
  }),
  async run({ person: who, effectiveAt, reason }, context) {
    const kind = effectiveAt === undefined ? 'revoke-now' : 'exit';
    const notice = operatorNotice({ kind, person: who, effectiveAt, reason }, context);
    await context.exits.send([{ body: { type: 'notice', notice } satisfies ExitsMessage }]);
    return { outcome: 'done', data: { caseId: caseIdsOf(who)[0], eventId: notice.eventId } };
  },
});
