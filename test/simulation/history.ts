import {
  type DesktopRecord,
  hasBegun,
  type OffboardingCase,
} from '../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Person } from '../../functions/shared/offboarding/case/person.ts';
import type { Policy } from '../../functions/shared/offboarding/case/policy.ts';
import type { LedgerLine } from '../../functions/shared/offboarding/evidence/ledger-line.ts';
import type { GuardState } from '../../functions/shared/offboarding/guards/caps.ts';
import { allOperations } from '../workspace-simulator/operations/all-operations.ts';
import type { Desktop, Eip, Entity, Pool } from '../workspace-simulator/world/entities.ts';
import { accountOf, type World } from '../workspace-simulator/world/world.ts';
import { type Announced, numberOf, type SimulatedPerson } from './people.ts';
import type { Scenario } from './scenario.ts';
import type { ServiceCall } from './simulated-service.ts';
import type { Told } from './truth.ts';
import type { Cause } from './watched-world.ts';
import type { Worker } from './workers.ts';

/** Something that became different in the world. */
export type Effect = OnDesktop | OnPerson | OnEip | OnData;
export type OnDesktop = About & { kind: 'attached' | 'detached'; desktopId: string; userName: string };
/** Other ways in. `through` is the pool or group. */
export type OnPerson = About & {
  kind: 'locked' | 'unlocked' | 'removed' | 'admitted';
  userName: string;
  through?: string;
};
type OnEip = About & { kind: 'bound' | 'unbound'; desktopId: string; eipId: string };
type OnData = About & { kind: 'wiped'; desktopId: string };
type About = { at: number; cause: Cause };

export type Saved = { worker: Worker; saved: OffboardingCase; before: OffboardingCase | undefined };

export type PersonHistory = {
  person: SimulatedPerson;
  announced: readonly Announced[];
  told: Told[];
  caseIds: Set<string>;
  /** Each time a case of theirs was saved: under which identifiers, and in which episode. */
  saves: { caseId: string; person: Person; openedAt: string; at: number }[];
  /** When which worker saved a case of theirs, which it does before it writes. */
  decisions: { worker: string; at: number }[];
  /** When somebody refused to let it be done. */
  rejectedAt: number;
};

/** What was known of somebody when a worker decided on what it asked for at that time; undefined where it saved nothing. */
export function knownTo(worker: string, { told, decisions }: PersonHistory, requestedAt: number): Told[] | undefined {
  const decided = decisions.findLast((one) => one.worker === worker && one.at <= requestedAt);
  return decided && told.filter(({ savedAt }) => savedAt <= decided.at);
}

/** Whether it takes access from somebody. */
export function isLoss(effect: Effect): effect is OnDesktop | OnPerson {
  return effect.kind === 'detached' || effect.kind === 'locked' || effect.kind === 'removed';
}

export type HistoryParts = {
  now: () => number;
  policy: Policy;
  people: ReadonlyMap<SimulatedPerson, readonly Announced[]>;
  /** By how much a list is behind at most: what a reading shows may be so much older. */
  lagMs: number;
};

/** With the world and the store as they are now. */
export type History = ReturnType<typeof createHistory> & {
  /** Of the main project. */
  world: World;
  /** Of all projects by their names, the main one first. */
  worlds: ReadonlyMap<string, World>;
  /** Whose names a firewall refuses at times. */
  refusals: Scenario['refusals'];
  cases: ReadonlyMap<string, OffboardingCase>;
  /** The evidence, by case. */
  lines: ReadonlyMap<string, readonly LedgerLine[]>;
};

/** What has happened so far, as far as the invariants ask for it. It is told by the world, the store and the service. */
export function createHistory({ now, policy, people, lagMs }: HistoryParts) {
  const byNumber = new Map([...people].map(([person, announced]) => [person.number, newPerson(person, announced)]));
  const times = { calmSince: Infinity, sweptAt: -Infinity, lookedAt: -Infinity };
  /** When each desktop of a case was counted against the caps. */
  const admissions: { at: number; caseId: string; desktopId: string }[] = [];
  const effects: Effect[] = [];
  const writes: ServiceCall[] = [];
  /** Since when somebody is attached; not there while nobody is. */
  const occupiedSince = new Map<string, number>();
  const emptySince = new Map<string, number>();
  /** When somebody was attached last, by desktop and user name. */
  const attachedAt = new Map<string, number>();
  const detachedAt = new Map<string, number>();
  /** Since when a detachment is under way; not there where none is. */
  const detachingSince = new Map<string, number>();
  /** When an EIP was last bound to a desktop, and unbound from it. */
  const boundAt = new Map<string, number>();
  const unboundAt = new Map<string, number>();
  /**
   * Of when at least is what a worker last read of where people are attached, who is left on desktops, and what is bound: from when it
   * began to read, less what the lists may be behind.
   */
  const peopleReadAt = new Map<string, number>();
  const readAt = new Map<string, number>();
  const eipsReadAt = new Map<string, number>();
  /** When a worker last asked whether a flow is stopped, by `{flow} {worker}`, and last saved a case. */
  const guardReadAt = new Map<string, number>();
  const savedAt = new Map<string, number>();

  const clearances: { at: number; allow: number }[] = [];
  /** When each flow was stopped last, and when it was let go on: never before it was stopped. */
  const stops = { exits: { since: -Infinity, until: -Infinity }, savings: { since: -Infinity, until: -Infinity } };

  function noteEffect(effect: Effect): void {
    effects.push(effect);
    const { kind, at } = effect;
    if (kind === 'attached') attachedAt.set(keyOf(effect.desktopId, effect.userName), at);
    if (kind === 'detached') detachedAt.set(keyOf(effect.desktopId, effect.userName), at);
    if (kind === 'bound') boundAt.set(effect.desktopId, at);
    if (kind === 'unbound') unboundAt.set(effect.desktopId, at);
  }

  return {
    now,
    policy,
    lagMs,
    people: byNumber,
    effects,
    writes,
    /** Since when nothing goes wrong any more; when the last sweep, and the last look for drift, began that came to an end. */
    times,
    admissions,
    /** When a person let exits go on, and how much more they allowed. */
    clearances,
    /** When each flow was stopped last, by a cap or a person, and until when. */
    stops: stops as Readonly<typeof stops>,
    occupiedSince,
    emptySince,
    attachedAt,
    detachedAt,
    detachingSince,
    boundAt,
    unboundAt,
    peopleReadAt,
    readAt,
    eipsReadAt,
    guardReadAt,
    savedAt,
    /** Of an account: whoever has the same name in another domain is nobody of whom anything is said. */
    personNamed: (account: string) =>
      account.includes('\\') ? undefined : byNumber.get(numberOf({ userName: account })),

    /** What a change of an entity comes to. */
    noteChange(entity: Entity, before: Entity, cause: Cause): Effect[] {
      const found = effectsOf(entity, before, { at: now(), cause });
      for (const effect of found) noteEffect(effect);
      if (entity.kind === 'desktop') {
        noteSince(occupiedSince, entity.id, entity.attachments.length > 0, now());
        noteSince(emptySince, entity.id, entity.attachments.length === 0, now());
        noteSince(detachingSince, entity.id, entity.attachState === 'DEATTACHING', now());
      }
      return found;
    },

    /** The state that all workers share was saved. */
    noteGuard(state: GuardState, before: GuardState): void {
      const { flow, quarantine } = state;
      if (quarantine) stops[flow] = { since: Date.parse(quarantine.since), until: Infinity };
      if (!before.quarantine || quarantine) return;
      stops[flow].until = now();
      if (flow === 'exits') clearances.push({ at: now(), allow: state.allowance?.desktops ?? 0 });
    },

    noteCall(call: ServiceCall): void {
      if (call.operation === 'ListDesktops' || call.operation === 'ListDesktopsDetail') {
        readAt.set(call.worker, call.sentAt - lagMs);
      }
      if (call.operation === 'ListDesktopsDetail') peopleReadAt.set(call.worker, call.sentAt - lagMs);
      if (call.operation === 'ListDesktopsEips') eipsReadAt.set(call.worker, call.sentAt - lagMs);
      if (isWrite(call)) writes.push(call);
    },

    noteSave({ worker, saved, before }: Saved): void {
      savedAt.set(worker.name, now());
      const one = byNumber.get(numberOf(saved.person));
      if (!one) return;
      one.caseIds.add(saved.caseId);
      if (saved.undoes === undefined) {
        one.saves.push({ caseId: saved.caseId, person: saved.person, openedAt: saved.openedAt, at: now() });
      }
      one.decisions.push({ worker: worker.name, at: now() });
      if (saved.reason === 'rejected' && before?.reason !== 'rejected') one.rejectedAt = now();
      for (const { desktopId } of newlyAdmitted(saved, before)) {
        admissions.push({ at: now(), caseId: saved.caseId, desktopId });
      }
      for (const { effect: _, ...said } of newNotices(saved, before)) {
        const notice = { ...said, person: saved.person } as Told['notice'];
        one.told.push({ caseId: saved.caseId, notice, savedAt: now(), before: stageOf(before) });
      }
    },
  };
}

/** How much older than it is dated a reading may be: several calls with repetitions, each of which may stand still. */
export const longestReadingMs = 120_000;

export function isWrite({ operation = '' }: ServiceCall): boolean {
  return !reads.has(operation);
}

export function keyOf(desktopId: string, userName: string): string {
  return `${desktopId} ${userName}`;
}

const reads = new Set(allOperations.filter(({ kind }) => kind === 'read').map(({ name }) => name));

function newPerson(person: SimulatedPerson, announced: readonly Announced[]): PersonHistory {
  return { person, announced, told: [], caseIds: new Set(), saves: [], decisions: [], rejectedAt: -Infinity };
}

function newNotices(saved: OffboardingCase, before: OffboardingCase | undefined): OffboardingCase['notices'] {
  const known = new Set(before?.notices.map(({ source, eventId }) => `${source} ${eventId}`));
  return saved.notices.filter(({ source, eventId }) => !known.has(`${source} ${eventId}`));
}

/** An undo has the records of what it undoes, and takes nothing. */
export function newlyAdmitted(saved: OffboardingCase, before: OffboardingCase | undefined): DesktopRecord[] {
  if (saved.undoes !== undefined) return [];
  const known = new Map(before?.desktops.map((record) => [record.desktopId, record]));
  return saved.desktops.filter((record) => {
    return record.admittedAt !== undefined && known.get(record.desktopId)?.admittedAt !== record.admittedAt;
  });
}

function stageOf(one: OffboardingCase | undefined): Told['before'] {
  if (!one) return 'waiting';
  if (one.endedAt !== undefined) return 'ended';
  return hasBegun(one) ? 'begun' : 'waiting';
}

function noteSince(since: Map<string, number>, id: string, is: boolean, at: number): void {
  if (!is) since.delete(id);
  else if (!since.has(id)) since.set(id, at);
}

function effectsOf(entity: Entity, before: Entity, about: About): Effect[] {
  if (entity.kind === 'desktop' && before.kind === 'desktop') return effectsOnDesktop(entity, before, about);
  if (entity.kind === 'user' && before.kind === 'user') {
    if (entity.locked === before.locked) return [];
    return [{ ...about, kind: entity.locked ? 'locked' : 'unlocked', userName: accountOf(entity) }];
  }
  if (entity.kind === 'group' && before.kind === 'group') {
    return doors(before.members, entity.members, { ...about, through: entity.groupName });
  }
  if (entity.kind === 'pool' && before.kind === 'pool') {
    return doors(usersOf(before), usersOf(entity), { ...about, through: entity.poolName });
  }
  return entity.kind === 'eip' && before.kind === 'eip' ? effectsOnEip(entity, before, about) : [];
}

function effectsOnDesktop(desktop: Desktop, before: Desktop, about: About): Effect[] {
  const { id: desktopId } = desktop;
  const gone = before.attachments.filter((one) => !desktop.attachments.includes(one));
  const come = desktop.attachments.filter((one) => !before.attachments.includes(one));
  return [
    ...gone.map((one) => ({ ...about, kind: 'detached' as const, desktopId, userName: accountOf(one) })),
    ...come.map((one) => ({ ...about, kind: 'attached' as const, desktopId, userName: accountOf(one) })),
    ...(before.data !== null && desktop.data === null ? [{ ...about, kind: 'wiped' as const, desktopId }] : []),
  ];
}

function effectsOnEip(eip: Eip, { desktopId: from }: Eip, about: About): Effect[] {
  const { desktopId: to, id: eipId } = eip;
  if (from === to) return [];
  return [
    ...(from === null ? [] : [{ ...about, kind: 'unbound' as const, desktopId: from, eipId }]),
    ...(to === null ? [] : [{ ...about, kind: 'bound' as const, desktopId: to, eipId }]),
  ];
}

function usersOf({ grants }: Pool): string[] {
  return grants
    .filter(({ objectType }) => objectType === 'USER')
    .map((grant) => accountOf({ ...grant, userName: grant.objectName }));
}

function doors(before: readonly string[], after: readonly string[], about: About & { through: string }): Effect[] {
  return [
    ...before
      .filter((name) => !after.includes(name))
      .map((userName) => ({ ...about, kind: 'removed' as const, userName })),
    ...after
      .filter((name) => !before.includes(name))
      .map((userName) => ({ ...about, kind: 'admitted' as const, userName })),
  ];
}
