import type { LedgerLine } from '../../functions/shared/offboarding/ledger-line.ts';
import type { OffboardingCase } from '../../functions/shared/offboarding/offboarding-case.ts';
import type { Policy } from '../../functions/shared/offboarding/policy.ts';
import { allOperations } from '../workspace-simulator/operations/all-operations.ts';
import type { Entity } from '../workspace-simulator/world/entities.ts';
import type { World } from '../workspace-simulator/world/world.ts';
import { type Announced, numberOf, type SimulatedPerson } from './people.ts';
import type { ServiceCall } from './simulated-service.ts';
import type { Told } from './truth.ts';
import type { Cause } from './watched-world.ts';
import type { Worker } from './workers.ts';

/** Something that became different in the world. */
export type Effect = OnPerson | OnEip;
export type OnPerson = About & { kind: 'attached' | 'detached'; desktopId: string; userName: string };
export type OnEip = About & { kind: 'bound' | 'unbound'; desktopId: string; eipId: string };
type About = { at: number; cause: Cause };

export type Saved = { worker: Worker; saved: OffboardingCase; before: OffboardingCase | undefined };

export type PersonHistory = {
  person: SimulatedPerson;
  announced: readonly Announced[];
  told: Told[];
  caseIds: Set<string>;
  /** The last time that each worker saved a case of theirs, which it does before it writes. */
  decidedAt: Map<string, number>;
};

export type HistoryParts = {
  now: () => number;
  policy: Policy;
  people: ReadonlyMap<SimulatedPerson, readonly Announced[]>;
};

/** With the world and the store as they are now. */
export type History = ReturnType<typeof createHistory> & {
  world: World;
  cases: ReadonlyMap<string, OffboardingCase>;
  /** The evidence, by case. */
  lines: ReadonlyMap<string, readonly LedgerLine[]>;
};

/** What has happened so far, as far as the invariants ask for it. It is told by the world, the store and the service. */
export function createHistory({ now, policy, people }: HistoryParts) {
  const byNumber = new Map([...people].map(([person, announced]) => [person.number, newPerson(person, announced)]));
  const times = { calmSince: Infinity, sweptAt: -Infinity };
  const effects: Effect[] = [];
  const writes: ServiceCall[] = [];
  /** Since when somebody is attached; not there while nobody is. */
  const occupiedSince = new Map<string, number>();
  /** When somebody was attached last, by desktop and user name. */
  const attachedAt = new Map<string, number>();
  const detachedAt = new Map<string, number>();
  /** Since when a detachment is under way; not there where none is. */
  const detachingSince = new Map<string, number>();
  /** When an EIP was last bound to a desktop, and unbound from it. */
  const boundAt = new Map<string, number>();
  const unboundAt = new Map<string, number>();
  /** When a worker last began to read who is attached, and what is bound. */
  const readAt = new Map<string, number>();
  const eipsReadAt = new Map<string, number>();

  function noteEffect(effect: Effect): void {
    effects.push(effect);
    const { kind, desktopId, at } = effect;
    if (kind === 'attached') attachedAt.set(keyOf(desktopId, effect.userName), at);
    if (kind === 'detached') detachedAt.set(keyOf(desktopId, effect.userName), at);
    if (kind === 'bound') boundAt.set(desktopId, at);
    if (kind === 'unbound') unboundAt.set(desktopId, at);
  }

  return {
    now,
    policy,
    people: byNumber,
    effects,
    writes,
    /** Since when nothing goes wrong any more, and when the last sweep began that came to its end. */
    times,
    occupiedSince,
    attachedAt,
    detachedAt,
    detachingSince,
    boundAt,
    unboundAt,
    readAt,
    eipsReadAt,
    personNamed: (userName: string) => byNumber.get(numberOf({ userName })),

    /** What a change of an entity comes to. */
    noteChange(entity: Entity, before: Entity, cause: Cause): Effect[] {
      const found = effectsOf(entity, before, { at: now(), cause });
      for (const effect of found) noteEffect(effect);
      if (entity.kind === 'desktop') {
        noteSince(occupiedSince, entity.id, entity.attachments.length > 0, now());
        noteSince(detachingSince, entity.id, entity.attachState === 'DEATTACHING', now());
      }
      return found;
    },

    noteCall(call: ServiceCall): void {
      if (call.operation === 'ListDesktops' || call.operation === 'ListDesktopsDetail') {
        readAt.set(call.worker, call.sentAt);
      }
      if (call.operation === 'ListDesktopsEips') eipsReadAt.set(call.worker, call.sentAt);
      if (isWrite(call)) writes.push(call);
    },

    noteSave({ worker, saved, before }: Saved): void {
      const one = byNumber.get(numberOf(saved.person));
      if (!one) return;
      one.caseIds.add(saved.caseId);
      one.decidedAt.set(worker.name, now());
      for (const { effect: _, ...said } of newNotices(saved, before)) {
        const notice = { ...said, person: saved.person } as Told['notice'];
        one.told.push({ notice, savedAt: now(), before: stageOf(before) });
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
  return { person, announced, told: [], caseIds: new Set(), decidedAt: new Map() };
}

function newNotices(saved: OffboardingCase, before: OffboardingCase | undefined): OffboardingCase['notices'] {
  const known = new Set(before?.notices.map(({ source, eventId }) => `${source} ${eventId}`));
  return saved.notices.filter(({ source, eventId }) => !known.has(`${source} ${eventId}`));
}

function stageOf(one: OffboardingCase | undefined): Told['before'] {
  if (!one || one.status === 'scheduled' || one.status === 'held') return 'waiting';
  return one.status === 'detaching' || one.status === 'unbinding' ? 'begun' : 'ended';
}

function noteSince(since: Map<string, number>, id: string, is: boolean, at: number): void {
  if (!is) since.delete(id);
  else if (!since.has(id)) since.set(id, at);
}

function effectsOf(entity: Entity, before: Entity, about: About): Effect[] {
  if (entity.kind === 'desktop' && before.kind === 'desktop') {
    const gone = before.attachments.filter((one) => !entity.attachments.includes(one));
    const come = entity.attachments.filter((one) => !before.attachments.includes(one));
    return [
      ...gone.map(({ userName }) => ({ ...about, kind: 'detached' as const, desktopId: entity.id, userName })),
      ...come.map(({ userName }) => ({ ...about, kind: 'attached' as const, desktopId: entity.id, userName })),
    ];
  }
  if (entity.kind !== 'eip' || before.kind !== 'eip' || entity.desktopId === before.desktopId) return [];
  const [from, to] = [before.desktopId, entity.desktopId];
  return [
    ...(from === null ? [] : [{ ...about, kind: 'unbound' as const, desktopId: from, eipId: entity.id }]),
    ...(to === null ? [] : [{ ...about, kind: 'bound' as const, desktopId: to, eipId: entity.id }]),
  ];
}
