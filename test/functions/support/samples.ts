import type * as z from 'zod';
import type {
  AccessRecord,
  ApprovalRecord,
  DesktopRecord,
  OffboardingCase,
  UserRecord,
} from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { type Policy, policy } from '../../../functions/shared/offboarding/case/policy.ts';
import type { WriteKind } from '../../../functions/shared/offboarding/decide/decision.ts';
import type {
  AccessRead,
  AttachedDesktop,
  BoundEip,
  Observation,
  SeenDesktop,
  SeenUser,
} from '../../../functions/shared/offboarding/decide/observation.ts';
import type { AttachedUser } from '../../../functions/shared/offboarding/identity/attached-user.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';

/** The instant at which most samples play. */
export const ten = '2026-11-20T10:00:00.000Z';

/** `minutes` after ten, ISO 8601 UTC. */
export function at(minutes: number): string {
  return new Date(Date.parse(ten) + minutes * 60_000).toISOString();
}

/** Caps that no test meets which does not set its own. */
const farAway = { count: 100_000, percentFloor: 100_000 };

export function aPolicy(given: z.input<typeof policy> = {}): Policy {
  return policy.parse({ mode: 'enforce', caps: farAway, ...given });
}

let events = 0;

/** An exit at once, sent and received at ten, with an event id of its own. */
export function aNotice(given: Partial<ExitNotice> = {}): ExitNotice {
  events += 1;
  return {
    kind: 'exit',
    source: 'standard-webhooks',
    eventId: `event-${events}`,
    person: { id: 'E1001' },
    sentAt: ten,
    receivedAt: given.sentAt ?? ten,
    trust: 'signed',
    keyId: 'current',
    ...given,
  };
}

/** A case that is due at ten and has not been looked at yet. */
export function aCase(given: Partial<OffboardingCase> = {}): OffboardingCase {
  return {
    caseId: 'case-1',
    version: 1,
    status: 'scheduled',
    person: { id: 'E1001', userName: 'leaver' },
    actAt: ten,
    dueAt: ten,
    revokeNow: false,
    receivedAt: ten,
    openedAt: ten,
    updatedAt: ten,
    lastSentAt: ten,
    attempts: 0,
    desktops: [],
    users: [],
    access: [],
    notices: [],
    trail: [],
    unsaid: [],
    ...given,
  };
}

/** What a case remembers of a desktop that is still to be taken away. */
export function aRecord(desktopId = 'desktop-1', given: Partial<DesktopRecord> = {}): DesktopRecord {
  return {
    workspace: 'main',
    desktopId,
    attachment: { userName: 'leaver', userId: 'user-1' },
    others: [],
    detach: 'planned',
    ...given,
  };
}

/** What a case remembers of the leaver's user, which is still to be locked. */
export function aUserRecord(given: Partial<UserRecord> = {}): UserRecord {
  return { workspace: 'main', userId: 'user-1', userName: 'leaver', wasLocked: false, lock: 'planned', ...given };
}

/** What a case remembers of a pool that is still open to the leaver. */
export function aPool(given: Partial<AccessRecord> = {}): AccessRecord {
  const member = { id: 'user-1', name: 'leaver' };
  return { workspace: 'main', kind: 'pool', id: 'pool-1', member, removal: 'planned', ...given };
}

/** What a case remembers of a notice: an exit at once, sent and received at ten. */
export function aSaying(given: Partial<OffboardingCase['notices'][number]> = {}): OffboardingCase['notices'][number] {
  const { person: _, ...said } = aNotice();
  return { ...said, effect: 'opened', ...given };
}

/** That somebody is asked to agree to a plan, and nobody has yet. */
export function anApproval(given: Partial<ApprovalRecord> = {}): ApprovalRecord {
  return {
    reasons: ['many-desktops'],
    planHash: 'c0ffee',
    requestedAt: ten,
    expiresAt: at(60),
    people: 1,
    approvedBy: [],
    ...given,
  };
}

/** An undo that has everything still before it. */
export function anUndo(given: Partial<OffboardingCase> = {}): OffboardingCase {
  return aCase({ caseId: 'case-2', status: 'restoring', undoes: 'case-1', ...given });
}

export function attached(desktopId = 'desktop-1', given: Partial<AttachedDesktop> = {}): AttachedDesktop {
  return {
    workspace: 'main',
    desktopId,
    attachment: { userName: 'leaver', userId: 'user-1' },
    others: [],
    tags: [],
    detaching: false,
    ...given,
  };
}

export function boundEip(desktopId = 'desktop-1', given: Partial<BoundEip> = {}): BoundEip {
  return { desktopId, eipId: `eip-of-${desktopId}`, address: '198.51.100.7', ...given };
}

/** So many people who stay on a desktop. */
export function stayers(count: number): AttachedUser[] {
  return Array.from({ length: count }, (_, index) => ({ userName: `stayer-${index + 1}` }));
}

/** A desktop that the leaver is not attached to, nor is anybody else. */
export function without(desktopId = 'desktop-1', given: Partial<SeenDesktop> = {}): SeenDesktop {
  return { workspace: 'main', desktopId, others: [], tags: [], ...given };
}

export function aUser(given: Partial<SeenUser> = {}): SeenUser {
  return {
    workspace: 'main',
    userId: 'user-1',
    userName: 'leaver',
    locked: false,
    groups: [],
    desktopCount: 0,
    ...given,
  };
}

/** Pools and groups of every project in question were read a minute after ten, or later. */
function readOf({ at: seenAt = at(1), users = [], access = [], unread = [] }: Partial<Observation>): AccessRead[] {
  const unreadable = new Set(unread.map(({ workspace }) => workspace));
  const named = new Set([
    'main',
    ...users.map(({ workspace }) => workspace),
    ...access.map(({ workspace }) => workspace),
  ]);
  return [...named]
    .filter((workspace) => !unreadable.has(workspace))
    .map((workspace) => anAccessRead({ workspace, readSince: seenAt }));
}

export function anAccessRead(given: Partial<AccessRead> = {}): AccessRead {
  return { workspace: 'main', readSince: at(1), nextAt: at(3), unread: [], askedSince: at(60), ...given };
}

/** That Workspace has refused something in this run, by the key of its record. */
export function aRefusal(kind: WriteKind, key: string): Observation['refused'][number] {
  return { kind, key, problem: { code: 'WKS.0001', message: `${kind} refused` } };
}

/** A reading, a minute after ten, of a person whom Workspace knows. */
export function seen(given: Partial<Observation> = {}): Observation {
  return {
    at: at(1),
    attachmentsAt: given.at ?? at(1),
    eipsAt: given.at ?? at(1),
    identity: { userName: 'leaver' },
    users: [aUser()],
    attached: [],
    access: [],
    eips: [],
    others: [],
    accessReads: readOf(given),
    unread: [],
    refused: [],
    ...given,
  };
}
