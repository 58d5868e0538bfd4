import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { forecast } from '../../../functions/operator/forecast.ts';
import { createWorkspaceReader } from '../../../functions/shared/desktops/workspace-reader.ts';
import type { WriteKind } from '../../../functions/shared/offboarding/decide/decision.ts';
import { hashOfPlan, runsAfterDetachment } from '../../../functions/shared/offboarding/decide/plan.ts';
import { approved } from '../../../functions/shared/offboarding/guards/approval.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aCase, aPolicy, ten } from '../support/samples.ts';
import { silentLog } from '../support/silent-log.ts';
import { startWorkspace, type Workspace } from '../support/start-workspace.ts';

const desktop = fc.record({
  desktopType: fc.constantFrom('DEDICATED' as const, 'SHARED' as const, 'POOLED' as const),
  isShared: fc.boolean(),
  status: fc.constantFrom('ACTIVE' as const, 'SHUTOFF' as const),
  eip: fc.boolean(),
  isProtected: fc.boolean(),
});

const story = fc.record({
  desktops: fc.array(desktop, { minLength: 1, maxLength: 3 }),
  inPool: fc.boolean(),
  inGroup: fc.boolean(),
  isLocked: fc.boolean(),
  shutsOffUnasked: fc.boolean(),
  /** What administrators do while people are asked. */
  meanwhile: fc.subarray(['detach', 'unbind', 'start', 'lock', 'leave-pool'] as const),
  policy: fc.record({
    lockUser: fc.boolean(),
    logOff: fc.boolean(),
    shutdown: fc.boolean(),
    unbindEips: fc.boolean(),
    pools: fc.constantFrom('remove' as const, 'report' as const),
    groups: fc.constantFrom('remove' as const, 'report' as const),
  }),
});
type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

it('a plan that people agree to is what is done: each of its lines once, and nothing beside them', {
  timeout: 90_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(story, async (drawn) => {
      const { planned, done, goneDown } = await planAndDo(drawn);
      // What a detachment has shut down by itself is down as planned.
      const isDone = (line: string) => done.includes(line) || (line.startsWith('shutdown') && goneDown.includes(line));
      expect(planned.filter((line) => !isDone(line))).toEqual([]);
      expect(done.filter((line) => !planned.includes(line))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

async function planAndDo({ desktops, inPool, inGroup, isLocked, shutsOffUnasked, meanwhile, policy: given }: Story) {
  const workspace = await startWorkspace({ assumptions: { singleUserShutsOffUnasked: shutsOffUnasked } });
  const { world, clock } = workspace;
  for (const userName of ['ann', 'ben']) world.addUser({ userName });
  if (isLocked) await workspace.client.lockUser(world.user('ann')?.id ?? '');
  for (const { desktopType, isShared, status, eip, isProtected } of desktops) {
    const users = desktopType === 'SHARED' && isShared ? ['ann', 'ben'] : ['ann'];
    const { id } = world.addDesktop({ desktopType, users, status, tags: isProtected ? { keep: 'yes' } : {} });
    if (eip) world.addEip({ desktopId: id });
  }
  world.addGroup({ groupName: 'staff', members: inGroup ? ['ann', 'ben'] : ['ben'] });
  world.addDesktop({ desktopType: 'SHARED', groups: ['staff'] });
  world.addPool({ poolName: 'pool', users: inPool ? ['ann', 'ben'] : ['ben'] });
  const wanted = { ...given, protect: { tags: ['keep'] }, approval: { moreThanDesktops: 0 } };
  const policy = aPolicy(wanted);
  const offboarding = createOffboarding(workspace, wanted);

  await offboarding.run([await offboarding.store.save(aCase({ version: 0, person: { userName: 'ann' } }))]);
  for (const what of meanwhile) await administrators[what](workspace);
  const one = await offboarding.caseOf('case-1');
  const { workspaces, parts } = offboarding;
  const reader = createWorkspaceReader({ workspaces: workspaces(), ...parts, policy, clock, log: silentLog });
  const access = new Map([[one.caseId, 'confirm' as const]]);
  const seen = (await reader.observe([one], { access, patient: true })).get(one.caseId);
  if (!seen) throw new Error('Not observed');
  const { plan } = forecast(one, seen, policy, ten);
  await offboarding.run([one]);
  const asked = await offboarding.caseOf('case-1');
  const agreed = approved(asked, { by: 'eve', reason: 'left', at: ten, planHash: hashOfPlan(plan) });
  if (typeof agreed !== 'string') await offboarding.run([await offboarding.store.save(agreed)]);
  await offboarding.passTime(20 * 60_000);

  const { trail } = await offboarding.caseOf(one.caseId);
  const done = trail.flatMap(({ event, facts }) => {
    if (event !== 'decided' || !Array.isArray(facts['targets'])) return [];
    return facts['targets'].map((target) => lineOf(facts['step'] as WriteKind, String(target)));
  });
  const ran = new Set(asked.desktops.filter(runsAfterDetachment).map(({ desktopId }) => desktopId));
  const isDown = ({ target }: { target: string }) => ran.has(target) && world.desktop(target)?.status === 'SHUTOFF';
  return {
    planned: plan.filter((line) => line.do !== 'leave').map((line) => lineOf(line.do, desktopOf(line))),
    done,
    goneDown: plan.filter((line) => line.do === 'shutdown' && isDown(line)).map((line) => lineOf(line.do, line.target)),
  };

  /** An unbinding is asked for by its desktop. */
  function desktopOf({ do: what, target }: { do: string; target: string }): string {
    if (what !== 'unbind-eip') return target;
    return seen?.eips.find(({ eipId }) => eipId === target)?.desktopId ?? target;
  }
}

const administrators = {
  async detach({ world, client }: Workspace) {
    const own = world.desktops.find(
      ({ desktopType, attachments }) => desktopType === 'DEDICATED' && attachments.length > 0,
    );
    if (own) await client.batchDetach([{ desktopId: own.id, users: [{ userName: 'ann', type: 'USER' }] }]);
  },
  async unbind({ world, client }: Workspace) {
    const bound = world.eips.find(({ desktopId }) => desktopId !== null);
    if (bound?.desktopId) await client.unbindEips([bound.desktopId]);
  },
  async start({ world, client }: Workspace) {
    const off = world.desktops.find(({ status }) => status === 'SHUTOFF');
    if (off) await client.startDesktops([off.id]);
  },
  async lock({ world, client }: Workspace) {
    await client.lockUser(world.user('ann')?.id ?? '');
  },
  async 'leave-pool'({ world, client }: Workspace) {
    const [pool, ann] = [world.pools[0], world.user('ann')];
    if (pool && ann) {
      await client.removePoolUsers(pool.id, [{ type: 'USER', id: ann.id, name: 'ann', userGroup: 'users' }]);
    }
  },
};

function lineOf(step: string, target: string): string {
  return `${step === 'unbind-eip' ? 'unbind' : step} ${target}`;
}
