import { newEpisode, takenBefore } from '../case/new-episode.ts';
import type { OffboardingCase } from '../case/offboarding-case.ts';
import { announce, transition } from '../case/transition.ts';
import { usersOnRecord, whyNotWatched } from './drift.ts';

export type DriftSeen = { /** On Workspace. */ userName: string /** ISO 8601 UTC. */; at: string };

export type ReopenedCase = {
  case: OffboardingCase;
  effect: 'reopened' | `ignored-${NonNullable<ReturnType<typeof whyNotWatched>>}`;
};

/**
 * Opens a closed case for one episode more, because the person has access again: due at once, with a before-image of its own.
 * Pure. A case that is open, undone or closed since has nothing to be opened for, so that the same message twice has no second
 * effect.
 */
export function reopenForDrift(closed: OffboardingCase, { userName, at }: DriftSeen): ReopenedCase {
  const reason = whyNotWatched(closed, at);
  if (reason) return { case: closed, effect: `ignored-${reason}` };
  const reopened = {
    ...closed,
    ...newEpisode(at, at),
    ...takenBefore(closed, { goesOn: true }),
    // A question of its own: access had gone, and its time counts from when it was seen to be back.
    exitSince: { source: 'reconcile', sentAt: at, receivedAt: at, startsAt: at },
    reason: 'access-again' as const,
    workspaceUserName: userName,
    workspaceUserIds: usersOnRecord(closed),
    updatedAt: at,
  };
  const facts = { source: 'reconcile', kind: 'drift', effect: 'reopened', actAt: at };
  const told = transition(closed, reopened, { at, event: 'received', facts });
  return { case: announce(told, 'OffboardingDrift', at), effect: 'reopened' };
}
