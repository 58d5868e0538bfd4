import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { sendToDeadLetters } from '../../../../functions/shared/runtime/dead-letter.ts';
import { logger } from '../../../../functions/shared/runtime/logger.ts';
import { createQueue } from '../../../../functions/shared/runtime/queue.ts';
import { sqsRecord } from '../../support/exits-records.ts';
import { createFakeSqs } from '../../support/fake-sqs.ts';

const url = 'https://sqs.example/dead-letters';

describe('a message that can never be processed', () => {
  it('goes to the dead-letter queue as it came, with the reason and where it came from', async () => {
    const sqs = createFakeSqs();
    quiet();

    await sendToDeadLetters(createQueue(sqs.client, url), [
      { record: sqsRecord('{"not":', { messageId: 'm-1' }), reason: 'no JSON' },
    ]);

    expect(sqs.messages(url)).toEqual([
      {
        body: '{"not":',
        attributes: {
          DeadLetterReason: 'no JSON',
          OriginalMessageId: 'm-1',
          OriginalQueueArn: 'arn:aws:sqs:eu-west-1:111122223333:exits',
        },
      },
    ]);
  });

  it('is logged by its id and reason, without its body', async () => {
    const sqs = createFakeSqs();
    const error = quiet();

    await sendToDeadLetters(createQueue(sqs.client, url), [{ record: sqsRecord('personal data'), reason: 'because' }]);

    expect(error).toHaveBeenCalledWith('To dead letters', { messageId: 'message-1', reason: 'because' });
  });

  it('reaches the queue whatever its reason holds, because otherwise its whole batch would fail with it', async () => {
    quiet();
    const anything = fc.uint16Array({ minLength: 1, maxLength: 50 }).map((units) => String.fromCharCode(...units));
    await fc.assert(
      fc.asyncProperty(anything, async (reason) => {
        const sqs = createFakeSqs();

        await sendToDeadLetters(createQueue(sqs.client, url), [{ record: sqsRecord('x'), reason }]);

        expect(sqs.messages(url)).toHaveLength(1);
      }),
    );
  });

  it('comes with as much of a long reason as SQS shows at a glance, cut between characters', async () => {
    const sqs = createFakeSqs();
    quiet();
    const reason = 'x'.repeat(1023) + '\u{1F600}'.repeat(10);

    await sendToDeadLetters(createQueue(sqs.client, url), [{ record: sqsRecord('x'), reason }]);

    expect(sqs.messages(url)[0]?.attributes['DeadLetterReason']).toBe(`${'x'.repeat(1023)}\u{FFFD}`);
  });

  it('is passed on by failing where the dead-letter queue fails', async () => {
    quiet();
    const broken = { send: () => Promise.reject(new Error('no queue')) };

    await expect(sendToDeadLetters(broken, [{ record: sqsRecord('x'), reason: 'y' }])).rejects.toThrow('no queue');
  });
});

function quiet() {
  return vi.spyOn(logger, 'error').mockImplementation(() => {});
}
