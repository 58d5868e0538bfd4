import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, decide } from '../../../../functions/shared/offboarding/decide.ts';
import type { Observation } from '../../../../functions/shared/offboarding/observation.ts';
import {
  endStatuses,
  hasEnded,
  type OffboardingCase,
  offboardingCase,
  openStatuses,
} from '../../../../functions/shared/offboarding/offboarding-case.ts';
import type { Policy } from '../../../../functions/shared/offboarding/policy.ts';
import { aCase, aPolicy, aRecord, at, attached, boundEip, seen, ten } from '../../support/samples.ts';

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
      ({ observation, ...situation }) => mayAct(situation) && detachable(observation).length > 0,
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
        const free = observation.eips.filter(({ attachedCount }) => attachedCount === 0).map(idOf);
        expect(policy.unbindEips).toBe(true);
        expect(observation.attached).toEqual([]);
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
      ({ policy }) => policy.mode === 'dry-run',
      ({ decision }) => {
        expect(decision.step).toEqual({ do: 'rest' });
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

  it('forgets no desktop and enters none twice', () => {
    whenever(
      () => true,
      ({ one, decision }) => {
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

type Situation = { one: OffboardingCase; observation: Observation; policy: Policy; decision: Decision };

/** Holds `check` against the situations that `applies` picks; it fails, too, where too few of them come up. */
function whenever(applies: (situation: Situation) => boolean, check: (situation: Situation) => void): void {
  fc.assert(
    fc.property(cases, observations, policies, (one, observation, policy) => {
      const situation = { one, observation, policy, decision: decide(one, observation, policy, now) };
      fc.pre(applies(situation));
      check(situation);
    }),
    { numRuns: 200 },
  );
}

function mayAct({ one, policy }: Pick<Situation, 'one' | 'policy'>): boolean {
  return !hasEnded(one) && one.actAt <= now && policy.mode === 'enforce';
}

function detachable({ attached: desktops }: Observation): string[] {
  return desktops.filter(({ detaching }) => !detaching).map(idOf);
}

function targetsOf({ step }: Decision): string[] {
  return step.do === 'detach' || step.do === 'unbind' ? step.desktops.map(idOf) : [];
}

const desktopIds = ['d1', 'd2', 'd3', 'd4'];

const policies = fc
  .record({ mode: fc.constantFrom<Policy['mode']>('dry-run', 'enforce', 'enforce'), unbindEips: fc.boolean() })
  .map(aPolicy);

/** A record of each of some desktops, in every state that an open case may have left it in. */
const records = fc.subarray(desktopIds).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc
        .record(
          {
            detach: fc.constantFrom('planned' as const, 'requested' as const, 'verified' as const),
            unbind: fc.constantFrom('planned' as const, 'requested' as const, 'verified' as const, 'kept' as const),
            eip: fc.constant({ eipId: `eip-of-${id}` }),
            others: fc.nat({ max: 2 }),
          },
          { requiredKeys: ['detach', 'others'] },
        )
        .map((given) => aRecord(id, { ...given, ...(given.detach === 'verified' && { detachVerifiedAt: ten }) })),
    ),
  ),
);

const cases = fc
  .record({
    status: fc.constantFrom(...openStatuses, ...endStatuses),
    actAt: fc.constantFrom(ten, now, at(2)),
    reason: fc.constantFrom(undefined, 'unknown-workspace-user'),
    desktops: records,
  })
  .map((given): OffboardingCase => {
    const times = hasEnded(given) ? { dueAt: undefined, endedAt: ten } : { dueAt: ten };
    return aCase({ ...given, ...times });
  });

/** Some desktops attached to the person, and to others beside; some EIPs, whose count agrees with that. */
const observations = fc
  .tuple(
    fc.subarray(desktopIds),
    fc.subarray(desktopIds),
    fc.array(fc.record({ others: fc.nat({ max: 2 }), detaching: fc.boolean() }), { minLength: 4, maxLength: 4 }),
    fc.boolean(),
    fc.constantFrom('leaver', undefined),
  )
  .map(([attachedIds, eipIds, facts, userExists, userName]): Observation => {
    const factsOf = (id: string) => facts[desktopIds.indexOf(id)] ?? { others: 0, detaching: false };
    const own = userName === undefined ? [] : attachedIds;
    return {
      ...seen({ userExists }),
      ...(userName === undefined && { identity: { problem: 'no-identity-for-workspace' } }),
      attached: own.map((id) => attached(id, factsOf(id))),
      eips: eipIds.map((id) => boundEip(id, { attachedCount: factsOf(id).others + (own.includes(id) ? 1 : 0) })),
    };
  });

function idOf({ desktopId }: { desktopId: string }): string {
  return desktopId;
}
