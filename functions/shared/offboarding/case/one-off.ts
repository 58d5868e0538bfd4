import { hash } from 'node:crypto';
import { newEpisode } from './new-episode.ts';
import { hasBegun, type OffboardingCase } from './offboarding-case.ts';
import type { Person } from './person.ts';
import { transition } from './transition.ts';

export type OneOffAsked = {
  person: Person;
  scope: NonNullable<OffboardingCase['scope']>;
  by: string;
  reason?: string | undefined;
  /** ISO 8601 UTC. */
  at: string;
  /** The same request is the same case. */
  requestId: string;
};

/**
 * The case of a one-off: somebody is detached from single desktops, by hand. It is worked on like an exit and is none: it has no
 * notices, no name leads to it, and nothing else of the person is looked at or taken.
 */
export function openOneOff({ person, scope, by, reason, at, requestId }: OneOffAsked): OffboardingCase {
  const opened: OffboardingCase = {
    ...newEpisode(at, at),
    caseId: `case-${hash('sha256', `one-off\0${requestId}`, 'hex').slice(0, 20)}`,
    version: 0,
    person,
    scope,
    revokeNow: true,
    updatedAt: at,
    lastSentAt: at,
    source: 'operator',
    notices: [],
    trail: [],
    unsaid: [],
  };
  const { desktopIds: desktops, shutdown } = scope;
  const facts = { command: 'detach', by, ...(reason !== undefined && { reason }), desktops, shutdown };
  return transition(undefined, opened, { at, event: 'command', facts });
}

/** A one-off that is not to be, or not to go on. What it has taken can be undone. */
export function cancelOneOff(one: OffboardingCase, { by, reason, at }: Record<'by' | 'reason' | 'at', string>) {
  const why = hasBegun(one) ? 'cancelled-after-start' : 'cancelled';
  const ended = { ...one, status: 'cancelled', reason: why, dueAt: undefined, endedAt: at } as const;
  return transition(one, ended, {
    at,
    event: 'command',
    facts: { command: 'cancel', by, reason, status: 'cancelled' },
  });
}
