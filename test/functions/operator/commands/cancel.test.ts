import { describe, expect, it } from 'vitest';
import { approve } from '../../../../functions/operator/commands/approve.ts';
import { cancel } from '../../../../functions/operator/commands/cancel.ts';
import { status } from '../../../../functions/operator/commands/status.ts';
import { undo } from '../../../../functions/operator/commands/undo.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf } from '../../../../functions/shared/offboarding/case/person.ts';
import { aCase, aRecord, at } from '../../support/samples.ts';
import { commandContext } from '../support/command-context.ts';

const person = { userName: 'leaver1', id: 'E1001' };
const [caseId] = caseIdsOf(person);
const taken = [aRecord('d', { detach: 'verified', detachRequestedAt: at(1) })];

function aCaseOf(given: Partial<OffboardingCase> = {}): OffboardingCase {
  return aCase({ caseId, person, ...given });
}

describe('cancelling somebody’s exit', () => {
  it('that is still to come is queued as a word of a person', async () => {
    const { context, woken } = await commandContext([aCaseOf()]);

    const answer = await cancel.run({ caseId, reason: 'stays' }, context);

    expect(answer).toEqual({ outcome: 'done', data: { caseId, eventId: 'request-1' } });
    expect(woken).toMatchObject([{ type: 'notice', notice: { kind: 'cancelled', source: 'operator', person } }]);
  });

  it.each<[what: string, given: Partial<OffboardingCase>, code: string, says: string]>([
    [
      'took something: the undo to run',
      { status: 'closed', reason: 'access-gone', desktops: taken },
      'already-ended',
      `as closed (access-gone) at ${at(2)}, and a cancellation gives nothing back. That the person stays is on record. To give back what it took, run: undo ${caseId} --reason "stays after all"`,
    ],
    [
      'failed half-way: the same',
      { status: 'failed', reason: 'detach-not-verified', desktops: taken },
      'already-ended',
      `run: undo ${caseId}`,
    ],
    [
      'took nothing: that there is nothing to give back',
      { status: 'closed', reason: 'no-desktops' },
      'already-ended',
      'has taken nothing',
    ],
    ['was called off', { status: 'cancelled', reason: 'rehired' }, 'already-ended', 'as cancelled (rehired)'],
    [
      'is undone: by what',
      { status: 'closed', reason: 'access-gone', desktops: taken, undoneBy: 'case-2' },
      'already-undone',
      'is undone by case-2',
    ],
  ])('is no success where it had ended and %s', async (_, given, code, says) => {
    const one = aCaseOf({ dueAt: undefined, endedAt: at(2), ...given });
    const { context, woken } = await commandContext([one]);

    const answer = await cancel.run({ person: { userName: 'leaver1', id: 'E1001' }, reason: 'stays' }, context);

    expect(answer).toMatchObject({ outcome: 'failed', error: { code, message: expect.stringContaining(says) } });
    // It is the latest word all the same: no nightly look takes the desktop away again.
    expect(woken).toHaveLength(1);
  });

  it.each([
    ['a letter too many', { userName: 'leaver11' }],
    ['another letter', { userName: 'leavet1' }],
    ['a name that was given as an id', { id: 'Leaver1' }],
    ['an id that is nearly so', { id: 'E1002' }],
  ])('writes nothing for %s, and says who may have been meant', async (_, wrong) => {
    const { context, woken, announced, cases } = await commandContext([aCaseOf()]);

    const answer = await cancel.run({ person: wrong, reason: 'stays' }, context);

    expect(answer).toMatchObject({
      outcome: 'not-found',
      data: { near: [{ caseId, person, status: 'scheduled' }] },
      error: { code: 'no-such-case', message: expect.stringContaining(`leaver1 · E1001 (${caseId}, scheduled)`) },
    });
    expect([woken, announced]).toEqual([[], []]);
    expect((await cases.load(caseIdsOf(wrong))).size).toBe(0);
  });

  it('writes nothing for somebody whom nobody knows', async () => {
    const { context, woken } = await commandContext([aCaseOf()]);

    const answer = await cancel.run({ person: { userName: 'somebody.else' }, reason: 'stays' }, context);

    expect(answer).toMatchObject({
      outcome: 'not-found',
      data: { near: [] },
      error: {
        message: expect.stringMatching(/^There is no case of somebody\.else; nothing was done\..* plan says whether/),
      },
    });
    expect(woken).toEqual([]);
  });

  it('is on record for somebody whom the mapping knows and whose exit may be on its way, and is no success', async () => {
    const { context, woken } = await commandContext();
    const mapped = { ...context, identities: { ...context.identities, load: async () => [['leaver1']] } };

    const answer = await cancel.run({ person, reason: 'stays' }, mapped);

    expect(answer).toMatchObject({ outcome: 'failed', error: { code: 'nothing-to-cancel' } });
    expect(woken).toMatchObject([{ notice: { kind: 'cancelled', person } }]);
  });

  it('does not offer an undo as somebody’s case', async () => {
    const { context } = await commandContext([aCase({ caseId: 'case-9', person, undoes: caseId, status: 'restored' })]);

    expect(await cancel.run({ person: { userName: 'leaver2' }, reason: 'x' }, context)).toMatchObject({
      data: { near: [] },
    });
  });
});

describe('a case that there is not', () => {
  const wrong = `${caseId.slice(0, -1)}z`;

  it.each([
    ['approve', approve],
    ['undo', undo],
    ['cancel', cancel],
  ] as const)('is answered with the one that may have been meant: %s', async (_, command) => {
    const { context, woken } = await commandContext([aCaseOf()]);

    const answer = await command.run({ caseId: wrong, reason: 'x', planHash: '0'.repeat(64) }, context);

    expect(answer).toMatchObject({
      outcome: 'not-found',
      error: { code: 'no-such-case', message: expect.stringContaining(`Did you mean leaver1 · E1001 (${caseId},`) },
    });
    expect(woken).toEqual([]);
  });

  it('is looked for by name where status names somebody', async () => {
    const { context } = await commandContext([aCaseOf()]);

    expect(await status.run({ person: { userName: 'leaver2' }, trail: false, suggest: true }, context)).toMatchObject({
      outcome: 'not-found',
      data: { near: [{ caseId }] },
    });
  });
});
