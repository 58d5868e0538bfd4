import type { AccessRecord, DesktopRecord, OffboardingCase, Problem, UserRecord } from './offboarding-case.ts';

/** What to do next with a case, and how the case reads once that is decided. Saved before it is done. */
export type Decision = {
  case: OffboardingCase;
  step: Step;
};

/** What can be written to Workspace for a desktop, a user, and another way of access. */
export type DesktopWrite = 'log-off' | 'detach' | 'shutdown' | 'unbind' | 'bind' | 'start' | 'attach';
export type UserWrite = 'lock' | 'unlock';
export type AccessWrite = 'remove-access' | 'restore-access';
export type WriteKind = DesktopWrite | UserWrite | AccessWrite;

export type Step =
  /** Nothing to do before `dueAt`, or ever again. */
  | { do: 'rest' }
  /** Writes are in flight: read again shortly. */
  | { do: 'look-again' }
  /** A part of the world could not be read, or a write was refused: all else is done, and that has to be tried again. */
  | { do: 'try-later'; problem: Problem }
  | { do: DesktopWrite; desktops: DesktopRecord[] }
  | { do: UserWrite; users: UserRecord[] }
  | { do: AccessWrite; access: AccessRecord[] };

/** What a step writes for; undefined where it writes nothing. */
export function recordsOf(step: Step): DesktopRecord[] | UserRecord[] | AccessRecord[] | undefined {
  if ('desktops' in step) return step.desktops;
  if ('users' in step) return step.users;
  return 'access' in step ? step.access : undefined;
}
