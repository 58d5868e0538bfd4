import * as z from 'zod';
import type { ExitsMessage } from '../../shared/offboarding/exits-message.ts';
import { caseIdsOf, person } from '../../shared/offboarding/person.ts';
import { command } from '../command.ts';

/** Takes a person's desktops away, through the same queue and the same checks as a webhook. */
export const offboard = command({
  input: z.strictObject({
    person,
    /** ISO 8601 with offset. @default at once */
    effectiveAt: z.iso.datetime({ offset: true }).optional(),
  }),
  async run({ person: who, effectiveAt }, { exits, requestId, now }) {
    const at = new Date(now).toISOString();
    const message: ExitsMessage = {
      type: 'notice',
      notice: {
        kind: effectiveAt === undefined ? 'revoke-now' : 'exit',
        source: 'operator',
        eventId: requestId,
        person: who,
        ...(effectiveAt !== undefined && { effectiveAt }),
        sentAt: at,
        receivedAt: at,
        trust: 'iam',
      },
    };
    await exits.send([{ body: message }]);
    return { outcome: 'done', data: { caseId: caseIdsOf(who)[0], eventId: requestId } };
  },
});
