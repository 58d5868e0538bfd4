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
    whatever(({ observation, decision: { step } }) => {
      const attachable = observation.attached.filter(({ detaching }) => !detaching).map(idOf);
      if (step.do === 'detach') expect(attachable).toEqual(expect.arrayContaining(step.desktops.map(idOf)));
    });
  });

  it('leaves no desktop out: where anything may be detached, everything that may be is', () => {
    whatever(({ one, observation, policy, decision: { step } }) => {
      const attachable = observation.attached.filter(({ detaching }) => !detaching).map(idOf);
      if (hasEnded(one) || one.actAt > now || policy.mode === 'dry-run' || attachable.length === 0) return;
      expect(step.do === 'detach' ? new Set(step.desktops.map(idOf)) : undefined).toEqual(new Set(attachable));
    });
  });

  it('unbinds only EIPs that are bound, of desktops with nobody left, and when the person is gone from everywhere', () => {
    whatever(({ observation, policy, decision: { step } }) => {
      if (step.do !== 'unbind') return;
      const free = observation.eips.filter(({ attachedCount }) => attachedCount === 0).map(idOf);
      expect(policy.unbindEips).toBe(true);
      expect(observation.attached).toEqual([]);
      expect(free).toEqual(expect.arrayContaining(step.desktops.map(idOf)));
    });
  });

  it('never closes a case while anything is attached', () => {
    whatever(({ one, observation, decision }) => {
      if (!hasEnded(one) && observation.attached.length > 0) expect(decision.case.status).not.toBe('closed');
    });
  });

  it('closes a case only with every desktop verified and every EIP settled', () => {
    whatever(({ one, decision }) => {
      if (hasEnded(one) || decision.case.status !== 'closed') return;
      for (const { detach, unbind = 'none' } of decision.case.desktops) {
        expect(detach).toBe('verified');
        expect(['none', 'verified', 'kept']).toContain(unbind);
      }
    });
  });

  it('ends a case or leaves it with a wake-up, never neither and never both', () => {
    whatever(({ decision: { case: after } }) => {
      expect(after.dueAt === undefined).toBe(hasEnded(after));
      expect(after.endedAt === undefined).toBe(!hasEnded(after));
    });
  });

  it('writes nothing in a dry run', () => {
    whatever(({ policy, decision: { step } }) => {
      if (policy.mode === 'dry-run') expect(step.do).toBe('rest');
    });
  });

  it('does nothing to nobody before the instant', () => {
    whatever(({ one, decision }) => {
      if (hasEnded(one) || one.actAt <= now) return;
      expect(decision).toEqual({ case: { ...one, dueAt: one.actAt }, step: { do: 'rest' } });
    });
  });

  it('says the same again when it is asked again with the same reading', () => {
    whatever(({ observation, policy, decision }) => {
      expect(decide(decision.case, observation, policy, now)).toEqual(decision);
    });
  });

  it('forgets no desktop and enters none twice', () => {
    whatever(({ one, decision }) => {
      const ids = decision.case.desktops.map(idOf);
      expect(ids).toEqual(expect.arrayContaining(one.desktops.map(idOf)));
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it('yields a case that can be stored and read again', () => {
    whatever(({ decision }) => {
      expect(offboardingCase.safeParse(decision.case).error).toBeUndefined();
    });
  });
});

type Situation = { one: OffboardingCase; observation: Observation; policy: Policy; decision: Decision };

function whatever(check: (situation: Situation) => void): void {
  fc.assert(
    fc.property(cases, observations, policies, (one, observation, policy) => {
      check({ one, observation, policy, decision: decide(one, observation, policy, now) });
    }),
    { numRuns: 300 },
  );
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
    const { userName: _, ...base } = seen({ userExists });
    const factsOf = (id: string) => facts[desktopIds.indexOf(id)] ?? { others: 0, detaching: false };
    const own = userName === undefined ? [] : attachedIds;
    return {
      ...base,
      ...(userName && { userName }),
      attached: own.map((id) => attached(id, factsOf(id))),
      eips: eipIds.map((id) => boundEip(id, { attachedCount: factsOf(id).others + (own.includes(id) ? 1 : 0) })),
    };
  });

function idOf({ desktopId }: { desktopId: string }): string {
  return desktopId;
}
