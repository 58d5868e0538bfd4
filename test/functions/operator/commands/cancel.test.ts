import { describe, expect, it } from 'vitest';
import { cancel } from '../../../../functions/operator/commands/cancel.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/offboarding-case.ts';
import { aClosedCase } from '../../support/ended-cases.ts';
import { aCase, anUndo, aSaying, at } from '../../support/samples.ts';
import { caseIn, commandContext } from '../support/command-context.ts';

const input = { caseId: 'case-1', reason: 'stays' };
const announced = [aSaying({ kind: 'exit', sentAt: at(-5), receivedAt: at(-5), effect: 'opened' })];

async function cancelling(known: readonly OffboardingCase[], asked: object = input, queued = 0) {
  const { context, cases, woken } = await commandContext(known);
  const depths = { exits: async () => ({ waiting: queued, inWork: 0 }) };
  const answer = await cancel.run(asked, { ...context, depths }).catch((error: unknown) => error);
  return { answer, sent: woken, cases };
}

describe('cancelling', () => {
  it.each<OffboardingCase['status']>(['scheduled', 'held', 'detaching'])(
    'is sent for a case that is %s',
    async (status) => {
      const { answer, sent } = await cancelling([aCase({ status, notices: announced, lastSentAt: at(-5) })]);

      expect(answer).toMatchObject({ outcome: 'done', data: { caseId: 'case-1', eventId: 'request-1' } });
      expect(sent).toMatchObject([
        { type: 'notice', notice: { kind: 'cancelled', source: 'operator', reason: 'stays' } },
      ]);
    },
  );

  it('is sent where a further case of the person is still open', async () => {
    const ended = aClosedCase({ caseId: 'case-1', siblings: ['case-2'] });
    const open = aCase({ caseId: 'case-2', siblings: ['case-1'], notices: announced, lastSentAt: at(-5) });

    expect((await cancelling([ended, open])).sent).toHaveLength(1);
  });

  it.each<[what: string, known: OffboardingCase, message: RegExp]>([
    [
      'that is closed',
      aClosedCase({ caseId: 'case-1' }),
      /is closed since .*To give back what it took: operator undo case-1 --reason/,
    ],
    [
      'that took nothing',
      aClosedCase({ caseId: 'case-1', desktops: [], users: [], access: [], trail: [] }),
      /is closed since \S+: nothing is left to cancel$/,
    ],
    ['that is being undone', aClosedCase({ caseId: 'case-1', undoneBy: 'case-9' }), /case-9 gives back what it took/],
    ['that is cancelled', aCase({ status: 'cancelled', endedAt: at(-1) }), /is cancelled since/],
    [
      'of which something newer is known',
      aCase({ status: 'detaching', lastSentAt: at(60) }),
      /is detaching by something that was sent later/,
    ],
  ])('of a case %s is not sent, and the answer says why and what to do', async (_, known, message) => {
    const { answer, sent, cases } = await cancelling([known]);

    expect(answer).toMatchObject({ code: 'nothing-to-cancel', message: expect.stringMatching(message) });
    expect(sent).toEqual([]);
    expect((await caseIn(cases, 'case-1'))?.notices).toEqual(known.notices);
  });

  it('of somebody whom no case is about leaves none behind, and says what to check', async () => {
    const person = { userName: 'leavr' };

    const { answer, sent } = await cancelling([], { person, reason: 'stays' });
    const busy = await cancelling([], { person, reason: 'stays' }, 3);

    expect(answer).toMatchObject({
      code: 'nobody-known',
      message: expect.stringMatching(/Check how they are written/),
    });
    expect(busy.answer).toMatchObject({ message: expect.stringMatching(/3 message\(s\) are still to be worked on/) });
    expect([...sent, ...busy.sent]).toEqual([]);
  });

  it('of a case that there is not finds none, and of an undo is refused', async () => {
    expect((await cancelling([])).answer).toEqual({ outcome: 'not-found', data: { looked: ['case-1'] } });
    expect((await cancelling([anUndo()], { ...input, caseId: 'case-2' })).answer).toMatchObject({ code: 'is-an-undo' });
  });
});
