import type { OffboardingCase } from '../case/offboarding-case.ts';
import { startOf } from '../case/sla.ts';
import type { Step } from './decision.ts';
import type { AccessRead, Observation } from './observation.ts';

/**
 * Whether access through pools and groups has to be read still: it may be wherever somebody has a user, or was seen to have it. A
 * one-off is not about it.
 */
export function isAccessUnread(
  { access, scope }: Pick<OffboardingCase, 'access' | 'scope'>,
  { users, unread, accessReads }: Pick<Observation, 'users' | 'unread' | 'accessReads'>,
): boolean {
  if (scope) return false;
  const known = new Set([...unread, ...accessReads].map(({ workspace }) => workspace));
  return [...users, ...access].some(({ workspace }) => !known.has(workspace));
}

/** Whether a pool or group was read just now: only then its absence says something. */
export function wasAccessRead(
  { workspace, id }: { workspace: string; id: string },
  { accessReads }: Pick<Observation, 'accessReads'>,
): boolean {
  const read = accessReads.find((one) => one.workspace === workspace);
  return read !== undefined && !read.unread.includes(id);
}

/**
 * Since when a case must be able to say that nobody else's door is open to the person: since their own desktops were seen gone,
 * and since it could act where they had none.
 *
 * @param readAt when it was read who is attached to what; all times ISO 8601 UTC
 */
export function goneSince(one: Pick<OffboardingCase, 'actAt' | 'receivedAt' | 'desktops'>, readAt: string): string {
  const verified = one.desktops.flatMap(({ detachVerifiedAt }) => detachVerifiedAt ?? []).map((at) => Date.parse(at));
  // Whoever woke the case may have a clock that is ahead: no reading is newer than its own.
  return new Date(Math.max(Math.min(startOf(one), Date.parse(readAt)), ...verified)).toISOString();
}

/**
 * What is to be read before anybody can say what a case takes away: all that was open to the person when it could act first.
 * Undefined where that is known.
 */
export function readAllAccess(one: OffboardingCase, seen: Observation): Step | undefined {
  return isAccessUnread(one, seen) ? { do: 'look-for-access' } : confirmAccess(one, seen);
}

/** The same for a case that is at work: what cannot be read yet keeps nothing else from being done. */
export function askForAccess(one: OffboardingCase, { accessReads, attachmentsAt }: Observation): Step | undefined {
  const since = Math.min(startOf(one), Date.parse(attachmentsAt));
  const isOld = ({ readSince }: AccessRead) => isBefore(readSince, since);
  return accessReads.some((read) => read.askedSince === undefined && isOld(read))
    ? { do: 'confirm-access' }
    : undefined;
}

/** Whether more of the pools and groups is on its way to be read, so that nobody needs to be told that something cannot be. */
export function isOnItsWay(step: Step | undefined): boolean {
  return step?.do === 'confirm-access' || (step?.do === 'try-later' && step.at !== undefined);
}

/**
 * What is to be done before a case may close: a pool or a group that opens desktops to somebody may have been given to them
 * after the index was read. Undefined where every project was read after the person was gone.
 */
export function confirmAccess(one: OffboardingCase, { accessReads, attachmentsAt }: Observation): Step | undefined {
  const gone = goneSince(one, attachmentsAt);
  const since = Date.parse(gone);
  const isOpen = ({ readSince, problem }: AccessRead) => problem !== undefined || isBefore(readSince, since);
  const open = accessReads.filter(isOpen);
  if (open.some(({ askedSince }) => isBefore(askedSince, since))) return { do: 'confirm-access' };
  const first = open.find(({ problem }) => problem !== undefined) ?? open[0];
  if (!first) return undefined;
  if (first.problem) {
    const problem = { ...first.problem, message: `${first.workspace}: ${first.problem.message}` };
    return { do: 'try-later', problem };
  }
  return { do: 'try-later', problem: notConfirmed(first, gone), at: first.nextAt };
}

function isBefore(time: string | undefined, other: number): boolean {
  return time === undefined || Date.parse(time) < other;
}

function notConfirmed({ workspace, readSince }: AccessRead, gone: string) {
  const until = readSince === undefined ? 'not been read yet' : `last been read through at ${readSince}`;
  const message = `${workspace}: its pools and groups have ${until}, and the person was gone at ${gone}`;
  return { code: 'access-unconfirmed', message };
}

/** Since when access was seen gone through which way, for each project that was read; ISO 8601 UTC. */
export function whenSeenGone({ attachmentsAt, accessReads }: Observation): NonNullable<OffboardingCase['seenGone']> {
  return accessReads.map(({ workspace, readSince }) => ({
    workspace,
    attachments: attachmentsAt,
    ...(readSince !== undefined && { poolsAndGroups: readSince }),
  }));
}
