import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endStatuses,
  hasBegun,
  hasEnded,
  type OffboardingCase,
  offboardingCase,
  openStatuses,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Policy } from '../../../../../functions/shared/offboarding/case/policy.ts';
import { firstBrokenLine } from '../../../../../functions/shared/offboarding/case/trail.ts';
import { decide } from '../../../../../functions/shared/offboarding/decide/decide.ts';
import type { Decision } from '../../../../../functions/shared/offboarding/decide/decision.ts';
import type { Observation, SeenAccess } from '../../../../../functions/shared/offboarding/decide/observation.ts';
import {
  aCase,
  aPolicy,
  aRecord,
  at,
  attached,
  aUser,
  boundEip,
  seen,
  stayers,
  ten,
  without,
} from '../../../support/samples.ts';

const now = at(1);

describe('whatever a case remembers and whatever is seen, decide', () => {
  it('detaches only where the observation shows the person attached, and not being detached already', () => {
    whenever(
      ({ decision }) => decision.step.do === 'detach',
      ({ observation, decision }) => {
        expect(detachable(observation)).toEqual(expect.arrayContaining(targetsOf(decision)));
      },
    );
  });

  it('leaves no desktop out: where anything may be detached, everything that may be is', () => {
    whenever(
      ({ decision, observation, ...situation }) =>
        mayAct(situation) && detachable(observation).length > 0 && !comesFirst.has(decision.step.do),
      ({ observation, decision }) => {
        expect(decision.step.do).toBe('detach');
        expect(new Set(targetsOf(decision))).toEqual(new Set(detachable(observation)));
      },
    );
  });

  it('unbinds only EIPs that are bound, of desktops with nobody left, and when the person is gone from everywhere', () => {
    whenever(
      ({ decision }) => decision.step.do === 'unbind',
      ({ observation, policy, decision }) => {
        const empty = new Set(observation.others.filter(({ others }) => others.length === 0).map(idOf));
        const free = observation.eips.map(idOf).filter((id) => empty.has(id));
        expect(policy.unbindEips).toBe(true);
        expect(detachable(observation)).toEqual([]);
        expect(free).toEqual(expect.arrayContaining(targetsOf(decision)));
      },
    );
  });

  it('never closes a case while anything is attached', () => {
    whenever(
      ({ one, observation }) => !hasEnded(one) && observation.attached.length > 0,
      ({ decision }) => {
        expect(decision.case.status).not.toBe('closed');
      },
    );
  });

  it('never writes to what is protected, nor to a project that it has not read', () => {
    whenever(
      ({ decision }) => decision.step.do !== 'rest',
      ({ observation, decision }) => {
        const spared = new Set([...observation.attached, ...observation.others].filter(isProtected).map(idOf));
        expect(targetsOf(decision).filter((id) => spared.has(id))).toEqual([]);
        const unread = new Set(observation.unread.map(({ workspace }) => workspace));
        expect(recordsOf(decision).filter(({ workspace }) => unread.has(workspace))).toEqual([]);
      },
    );
  });

  it('never closes a case while a project is unread, a way of access is open, or a user unlocked that is to be locked', () => {
    whenever(
      ({ one, decision }) => !hasEnded(one) && decision.case.status === 'closed',
      ({ observation, policy }) => {
        expect(observation.unread).toEqual([]);
        expect(observation.access).toEqual([]);
        const unlocked = observation.users.filter(({ locked }) => !locked && policy.lockUser);
        expect(unlocked).toEqual([]);
      },
    );
  });

  it('ends no session that somebody else may be in, and shuts down nothing that is in use', () => {
    whenever(
      ({ decision }) => decision.step.do === 'log-off' || decision.step.do === 'shutdown',
      ({ observation, decision }) => {
        const inUse = new Set(
          [
            ...observation.attached.filter(({ others }) => others.length > 0),
            ...observation.others.filter(({ others }) => others.length > 0),
          ].map(idOf),
        );
        expect(targetsOf(decision).filter((id) => inUse.has(id))).toEqual([]);
      },
    );
  });

  it('writes a trail that holds', () => {
    whenever(
      () => true,
      ({ decision }) => {
        expect(firstBrokenLine(decision.case.trail)).toBeUndefined();
      },
    );
  });

  it('closes a case only with every desktop verified and every EIP settled', () => {
    whenever(
      ({ one, decision }) => !hasEnded(one) && decision.case.status === 'closed',
      ({ decision }) => {
        const open = decision.case.desktops.filter(
          ({ detach, unbind = 'verified' }) => detach !== 'verified' || !['verified', 'kept'].includes(unbind),
        );
        expect(open).toEqual([]);
      },
    );
  });

  it('ends a case or leaves it with a wake-up, never neither and never both', () => {
    whenever(
      () => true,
      ({ decision: { case: after } }) => {
        expect(after.dueAt === undefined).toBe(hasEnded(after));
        expect(after.endedAt === undefined).toBe(!hasEnded(after));
      },
    );
  });

  it('writes nothing in a dry run', () => {
    whenever(
      ({ one, policy }) => policy.mode === 'dry-run' && !hasBegun(one),
      ({ decision }) => {
        expect(['rest', 'try-later']).toContain(decision.step.do);
      },
    );
  });

  it('does nothing to nobody before the instant', () => {
    whenever(
      ({ one }) => !hasEnded(one) && one.actAt > now,
      ({ one, decision }) => {
        expect(decision).toEqual({ case: { ...one, dueAt: one.actAt }, step: { do: 'rest' } });
      },
    );
  });

  it('says the same again when it is asked again with the same reading', () => {
    whenever(
      () => true,
      ({ observation, policy, decision }) => {
        expect(decide(decision.case, observation, policy, now)).toEqual(decision);
      },
    );
  });

  it('forgets no desktop of which anything was taken, and enters none twice', () => {
    whenever(
      () => true,
      ({ one: { desktops, ...about }, decision }) => {
        const one = { ...about, desktops: hasBegun({ ...about, desktops }) ? desktops : [] };
        const ids = decision.case.desktops.map(idOf);
        expect(ids).toEqual(expect.arrayContaining(one.desktops.map(idOf)));
        expect(new Set(ids).size).toBe(ids.length);
      },
    );
  });

  it('yields a case that can be stored and read again', () => {
    whenever(
      () => true,
      ({ decision }) => {
        expect(offboardingCase.safeParse(decision.case).error).toBeUndefined();
      },
    );
  });
});

/** Fewer where each of thousands of mutants runs them. */
const { numRuns = 150 } = fc.readConfigureGlobal();

type Situation = { one: OffboardingCase; observation: Observation; policy: Policy; decision: Decision };

/** Holds `check` against the situations that `applies` picks; it fails, too, where too few of them come up. */
function whenever(applies: (situation: Situation) => boolean, check: (situation: Situation) => void): void {
  fc.assert(
    fc.property(cases, observations, policies, (one, observation, policy) => {
      const situation = { one, observation, policy, decision: decide(one, observation, policy, now) };
      fc.pre(applies(situation));
      check(situation);
    }),
    { numRuns, maxSkipsPerRun: 400 },
  );
}

function mayAct({ one, policy }: Pick<Situation, 'one' | 'policy'>): boolean {
  return !hasEnded(one) && one.actAt <= now && policy.mode === 'enforce';
}

/** What may come before a detachment. */
const comesFirst = new Set(['lock', 'remove-access', 'log-off']);

function detachable({ attached: desktops }: Observation): string[] {
  return desktops.filter((desktop) => !desktop.detaching && !isProtected(desktop)).map(idOf);
}

function isProtected({ tags }: { tags: readonly string[] }): boolean {
  return tags.includes('keep');
}

function targetsOf({ step }: Decision): string[] {
  return 'desktops' in step ? step.desktops.map(idOf) : [];
}

function recordsOf({ step }: Decision): { workspace: string }[] {
  if ('desktops' in step) return step.desktops;
  if ('users' in step) return step.users;
  return 'access' in step ? step.access : [];
}

const desktopIds = ['d1', 'd2', 'd3', 'd4'];

const policies = fc
  .record({
    mode: fc.constantFrom('dry-run' as const, 'enforce' as const, 'enforce' as const),
    unbindEips: fc.constantFrom(true, true, false),
    lockUser: fc.constantFrom(false, false, true),
    logOff: fc.boolean(),
    shutdown: fc.boolean(),
    pools: fc.constantFrom('remove' as const, 'report' as const),
    groups: fc.constantFrom('remove' as const, 'report' as const),
    protect: fc.constant<{ tags: string[] }>({ tags: ['keep'] }),
  })
  .map((given) => aPolicy(given));

/** A record of each of some desktops, in every state that an open case may have left it in. */
const records = fc.subarray(desktopIds).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc
        .record(
          {
            detach: fc.constantFrom('planned' as const, 'requested' as const, 'verified' as const),
            unbind: fc.constantFrom('planned' as const, 'requested' as const, 'verified' as const, 'kept' as const),
            shutdown: fc.constantFrom('planned' as const, 'requested' as const, 'verified' as const),
            eip: fc.constant({ eipId: `eip-of-${id}` }),
            others: fc.nat({ max: 2 }).map(stayers),
          },
          { requiredKeys: ['detach', 'others'] },
        )
        .map((given) =>
          aRecord(id, {
            workspace: id === 'd4' ? 'branch' : 'main',
            ...given,
            ...(given.detach === 'verified' && { detachVerifiedAt: ten }),
          }),
        ),
    ),
  ),
);

const cases = fc
  .record({
    status: fc.constantFrom(...openStatuses.filter((status) => status !== 'restoring'), ...endStatuses),
    actAt: fc.constantFrom(ten, now, at(2)),
    reason: fc.constantFrom(undefined, 'unknown-workspace-user'),
    desktops: records,
  })
  .map((given): OffboardingCase => {
    const times = hasEnded(given) ? { dueAt: undefined, endedAt: ten } : { dueAt: ten };
    return aCase({ ...given, ...times });
  });

/** Where everything is but what is in the branch, which may be unread. */
const branch = { workspace: 'branch', desktopId: 'd4' };

const facts = fc.record({
  others: fc.nat({ max: 2 }).map(stayers),
  detaching: fc.boolean(),
  powerState: fc.constantFrom('ACTIVE', 'SHUTOFF'),
  tags: fc.constantFrom<string[]>([], [], [], [], ['keep']),
});

const unremarkable = { others: [], detaching: false, powerState: 'ACTIVE', tags: [] };

const doors = fc.subarray<SeenAccess>([
  { workspace: 'main', kind: 'pool', id: 'p1', member: { id: 'user-1', name: 'leaver' } },
  { workspace: 'main', kind: 'group', id: 'g1', opens: ['d9'], member: { id: 'user-1', name: 'leaver' } },
]);

/** Some desktops attached to the person, and to others beside; some EIPs; all that is not attached is listed. */
const observations = fc
  .record({
    attachedIds: fc.oneof(fc.constant<string[]>([]), fc.subarray(desktopIds)),
    eipIds: fc.subarray(desktopIds),
    about: fc.array(facts, { minLength: 4, maxLength: 4 }),
    locked: fc.constantFrom(undefined, true, false),
    userName: fc.constantFrom('leaver', 'leaver', 'leaver', undefined),
    access: fc.oneof({ weight: 4, arbitrary: fc.constant<SeenAccess[]>([]) }, { weight: 1, arbitrary: doors }),
    isBranchRead: fc.constantFrom(true, true, true, false),
  })
  .map(({ attachedIds, eipIds, about, locked, userName, access, isBranchRead }): Observation => {
    const own = (userName === undefined ? [] : attachedIds).filter((id) => isBranchRead || id !== branch.desktopId);
    const desktopOf = (id: string) => {
      const inBranch = id === branch.desktopId && { workspace: branch.workspace };
      return { ...(about[desktopIds.indexOf(id)] ?? unremarkable), ...inBranch };
    };
    const rest = desktopIds.filter((id) => !own.includes(id) && (isBranchRead || id !== branch.desktopId));
    return seen({
      users: userName === undefined || locked === undefined ? [] : [aUser({ locked })],
      ...(userName === undefined && { identity: { problem: 'no-identity-for-workspace' } }),
      attached: own.map((id) => attached(id, desktopOf(id))),
      access: userName === undefined ? [] : access,
      eips: eipIds.filter((id) => isBranchRead || id !== branch.desktopId).map((id) => boundEip(id)),
      others: rest.map((id) => {
        const { detaching: _, ...desktop } = desktopOf(id);
        return without(id, desktop);
      }),
      unread: isBranchRead ? [] : [{ workspace: branch.workspace, problem: { code: 'X', message: 'x' } }],
    });
  });

function idOf({ desktopId }: { desktopId: string }): string {
  return desktopId;
}
