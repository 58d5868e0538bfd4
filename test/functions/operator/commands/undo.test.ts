import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../../functions/operator/command.ts';
import { undo } from '../../../../functions/operator/commands/undo.ts';
import { createCaseSaver } from '../../../../functions/shared/ledger/case-saver.ts';
import { takenBefore } from '../../../../functions/shared/offboarding/case/new-episode.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { undoCaseId } from '../../../../functions/shared/offboarding/decide/undo-case-id.ts';
import { aClosedCase } from '../../support/ended-cases.ts';
import { createLife, Killed } from '../../support/mortal.ts';
import { at } from '../../support/samples.ts';
import { silentLog } from '../../support/silent-log.ts';
import { caseIn, commandContext } from '../support/command-context.ts';

const original = aClosedCase();
const undoId = undoCaseId(original);
const input = { caseId: original.caseId, reason: 'the wrong person' };

describe('undoing', () => {
  it('saves the undo, marks the case, and wakes the undo', async () => {
    const { context, cases, woken } = await commandContext([original]);

    const answer = await undo.run(input, context);

    expect(answer).toEqual({ outcome: 'done', data: { caseId: undoId, version: 1, undoes: original.caseId } });
    expect(await caseIn(cases, undoId)).toMatchObject({ status: 'restoring', undoes: original.caseId, dueAt: at(0) });
    expect(await caseIn(cases, original.caseId)).toMatchObject({ status: 'closed', undoneBy: undoId });
    expect(woken).toEqual([{ type: 'wake', caseId: undoId, now: at(0) }]);
  });

  it('is refused while it is under way, and once everything is back', async () => {
    const { context, cases } = await commandContext([original]);
    await undo.run(input, context);
    await expect(undo.run(input, context)).rejects.toMatchObject({ code: 'already-undone' });

    const begun = await caseIn(cases, undoId);
    if (!begun) throw new Error('It was not saved');
    await cases.save({ ...begun, status: 'restored', reason: 'restored', endedAt: at(3) });

    await expect(undo.run(input, context)).rejects.toMatchObject({ code: 'already-undone' });
    expect(commandsIn(await caseIn(cases, original.caseId))).toMatchObject([
      { facts: { by: 'ann', undoneBy: undoId } },
    ]);
  });

  it('survives its death at every step: asked for again, it is as if nobody had died', async () => {
    const steps = await stepsOf(Infinity);
    expect(steps.taken).toBeGreaterThan(10);

    for (let last = 1; last <= steps.taken; last += 1) {
      const { context, cases, isDead } = await stepsOf(last);
      expect(isDead).toBe(true);
      // A case that says it is undone always has somebody who does it.
      const isMarked = (await caseIn(cases, original.caseId))?.undoneBy !== undefined;
      const isBegun = (await caseIn(cases, undoId))?.status === 'restoring';
      expect(isBegun || !isMarked).toBe(true);

      await undo.run(input, context).catch(expectUndone);

      const [begun, marked] = [await caseIn(cases, undoId), await caseIn(cases, original.caseId)];
      expect(begun).toMatchObject({ status: 'restoring', dueAt: at(0) });
      expect(begun?.trail).toHaveLength(1);
      expect(marked).toMatchObject({ undoneBy: undoId });
    }
  });

  it('is withdrawn where the exit was taken up again meanwhile', async () => {
    const { context, cases, woken } = await commandContext([original]);
    const save = cases.save;
    // Between the two saves a worker opens the case again.
    cases.save = async (one, evidence) => {
      const saved = await save(one, evidence);
      const reopened = await caseIn(cases, original.caseId);
      if (one.caseId === undoId && one.version === 0 && reopened) {
        await save({ ...reopened, status: 'scheduled', openedAt: at(5), dueAt: at(5) });
      }
      return saved;
    };

    await expect(undo.run(input, context)).rejects.toMatchObject({ code: 'taken-up-again' });

    expect(await caseIn(cases, undoId)).toMatchObject({ status: 'cancelled', reason: 'exit-taken-up-again' });
    expect(await caseIn(cases, original.caseId)).toMatchObject({ status: 'scheduled' });
    expect(woken).toEqual([]);
  });

  it('is withdrawn also where that exit is over already, having found nothing to take', async () => {
    const { context, cases, woken } = await commandContext([original]);
    const save = cases.save;
    cases.save = async (one, evidence) => {
      const saved = await save(one, evidence);
      const reopened = await caseIn(cases, original.caseId);
      if (one.caseId === undoId && one.version === 0 && reopened) {
        await save({ ...reopened, ...takenBefore(reopened), openedAt: at(5), desktops: [], users: [], access: [] });
      }
      return saved;
    };

    await expect(undo.run(input, context)).rejects.toMatchObject({ code: 'taken-up-again' });

    expect(await caseIn(cases, undoId)).toMatchObject({ status: 'cancelled', reason: 'exit-taken-up-again' });
    expect((await caseIn(cases, original.caseId))?.undoneBy).toBeUndefined();
    expect(woken).toEqual([]);
  });

  it.each([
    { end: { status: 'failed', reason: 'restore-not-verified' } as const },
    { end: { status: 'dry-run', reason: 'would-restore' } as const },
    { end: { status: 'restored', reason: 'restored-in-part' } as const },
  ])('begins anew after one that ended as $end.status ($end.reason), on the same trail', async ({ end }) => {
    const { context, cases } = await commandContext([original]);
    await undo.run(input, context);
    const first = await caseIn(cases, undoId);
    if (!first) throw new Error('It was not saved');
    await cases.save({ ...first, ...end, desktops: [], endedAt: at(3) });

    await undo.run({ ...input, reason: 'once more' }, context);

    const again = await caseIn(cases, undoId);
    expect(again).toMatchObject({ status: 'restoring', dueAt: at(0), version: 3 });
    expect(again?.reason).toBeUndefined();
    expect(again?.desktops).toEqual(first.desktops);
    expect(again?.trail.map(({ facts }) => facts['reason'])).toEqual(['the wrong person', 'once more']);
    expect(commandsIn(await caseIn(cases, original.caseId))).toHaveLength(1);
  });
});

function commandsIn(one: OffboardingCase | undefined) {
  return one?.trail.filter(({ event }) => event === 'command');
}

/** An undo that dies at a step, and a context that lives again. */
async function stepsOf(last: number) {
  const { context, cases } = await commandContext([original]);
  const life = createLife(last);
  const store = life.around(cases);
  const outcomes = life.around({ send: async () => {} });
  const mortal: CommandContext = {
    ...context,
    cases: store,
    saver: createCaseSaver({ store, outcomes, log: silentLog }),
    exits: life.around(context.exits),
  };
  const isDead = await undo.run(input, mortal).then(
    () => false,
    (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
      return true;
    },
  );
  return { context, cases, isDead, taken: life.steps() };
}

function expectUndone(error: unknown): void {
  expect(error).toMatchObject({ code: 'already-undone' });
}
