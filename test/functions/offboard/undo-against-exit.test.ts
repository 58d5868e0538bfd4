import { describe, expect, it } from 'vitest';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import { openUndo } from '../../../functions/shared/offboarding/decide/undo.ts';
import { noticeRecord, wakeRecord } from '../support/exits-records.ts';
import { createOffboarding, type Offboarding } from '../support/offboarding.ts';
import { createPausable } from '../support/pausable.ts';
import { aNotice } from '../support/samples.ts';
import { startWorkspace, type Workspace } from '../support/start-workspace.ts';

const person = { id: 'E1', userName: 'ann' };
const caseId = caseIdsOf(person)[0];
const policy = { lockUser: true, pools: 'remove', groups: 'remove' } as const;
const hour = 60 * 60_000;
const never = Infinity;

/** Where the undo stops, how long it stands still, and where the exit stops while the undo goes on. */
type Story = { undoStopsAt?: number; standsStillMs?: number; exitStopsAt?: number; lagMs?: number };

/** How long Workspace takes and the undo stands still, in ms; not all of them at every step, for the time that it takes. */
const ways = [
  [[4_000, 2_500]],
  [[4_000, 90_000]],
  [
    [0, 0],
    [60_000, 1_000],
  ],
] as const;

describe('an exit that comes while its undo is under way', () => {
  it('has the last word, wherever the undo was and however long it stood still there', {
    timeout: 120_000,
  }, async () => {
    const { undoSteps } = await play({ undoStopsAt: never });
    expect(undoSteps).toBeGreaterThan(20);

    for (let undoStopsAt = 1; undoStopsAt <= undoSteps; undoStopsAt += 1) {
      for (const [lagMs, standsStillMs] of ways[undoStopsAt % ways.length] ?? []) {
        await expectWithoutAccess({ undoStopsAt, standsStillMs, lagMs });
      }
    }
  });

  it('has it also where either goes on while the other stands still', { timeout: 120_000 }, async () => {
    const { exitSteps, undoSteps } = await play({ undoStopsAt: 20 });
    expect(exitSteps).toBeGreaterThan(20);

    for (let undoStopsAt = 2; undoStopsAt <= undoSteps; undoStopsAt += 9) {
      for (let exitStopsAt = 1; exitStopsAt <= exitSteps; exitStopsAt += 5) {
        await expectWithoutAccess({ undoStopsAt, exitStopsAt, standsStillMs: 1_000, lagMs: 4_000 });
      }
    }
  });
});

const withoutAccess = {
  attached: [],
  eip: 'unbound',
  locked: true,
  inPool: [],
  inGroup: [],
  exit: 'closed',
  undo: expect.stringMatching(/^(cancelled \(exit-taken-up-again\)|restored \(restored\))$/),
};

async function expectWithoutAccess(story: Story): Promise<void> {
  const { end } = await play(story);
  expect({ ...story, ...end }).toEqual({ ...story, ...withoutAccess });
}

async function play({ undoStopsAt = 1, standsStillMs = 0, exitStopsAt = never, lagMs = 0 }: Story) {
  const workspace = await startWorkspace({ detachLagMs: lagMs });
  const { world, clock } = workspace;
  const { id } = world.addDesktop({ users: ['ann'] });
  world.addEip({ desktopId: id });
  world.addGroup({ groupName: 'designers', members: ['ann'] });
  world.addPool({ poolName: 'pool', users: ['ann'], groups: ['designers'] });
  const offboarding = createOffboarding(workspace, policy);
  await offboarding.deliver([noticeRecord(aNotice({ person }))]);
  await offboarding.passTime(hour / 6);
  const undoId = await beginUndo(offboarding, clock.now());

  const [undo, exit] = [createPausable(undoStopsAt), createPausable(exitStopsAt)];
  const woken = wakeRecord(undoId, iso(clock.now()));
  const undoing = deliverBy(undo, offboarding, [woken]);
  await undo.run(undoing);
  clock.advance(standsStillMs);
  const sentAt = iso(clock.now());
  const again = noticeRecord(aNotice({ person, sentAt, receivedAt: sentAt }));
  const exiting = deliverBy(exit, offboarding, [again]);
  await exit.run(exiting);
  undo.letGo();
  const undoLeft = await undoing;
  exit.letGo();
  const exitLeft = await exiting;

  const left = new Set([...undoLeft, ...exitLeft]);
  await offboarding.deliver([woken, again].filter(({ record }) => left.has(record.messageId)));
  await offboarding.passTime(hour / 3);
  return { undoSteps: undo.steps(), exitSteps: exit.steps(), end: await endOf(workspace, offboarding, id, undoId) };
}

/** The undo as the operator's command leaves it: saved, and the case marked. */
async function beginUndo({ store, caseOf }: Offboarding, now: number): Promise<string> {
  const opened = openUndo(await caseOf(caseId), { by: 'eve', reason: 'stays', at: iso(now) });
  if (typeof opened === 'string' || !opened.undo || !opened.original) throw new Error('Not to be undone');
  await store.save(opened.undo);
  await store.save(opened.original);
  return opened.undoId;
}

type Records = Parameters<Offboarding['deliver']>[0];

/** What a worker works with is its own from the first step on. */
function deliverBy(worker: ReturnType<typeof createPausable>, { parts, deliver }: Offboarding, records: Records) {
  const healthy = { ...parts };
  Object.assign(parts, { store: worker.around(healthy.store), workspace: worker.around(healthy.workspace) });
  const work = deliver(records);
  Object.assign(parts, healthy);
  return work;
}

async function endOf({ world }: Workspace, { caseOf }: Offboarding, desktopId: string, undoId: string) {
  const undone = await caseOf(undoId);
  return {
    attached: world.attachedTo(desktopId),
    eip: world.eipOf(desktopId) ? 'bound' : 'unbound',
    locked: world.user('ann')?.locked,
    inPool: world.pools.flatMap(({ grants }) =>
      grants.flatMap(({ objectType, objectName }) => (objectType === 'USER' ? [objectName] : [])),
    ),
    inGroup: world.groups.flatMap(({ members }) => members),
    exit: (await caseOf(caseId)).status,
    undo: `${undone.status} (${undone.reason})`,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
