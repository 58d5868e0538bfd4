import type { AccessRecord, DesktopRecord, OffboardingCase, Problem, UserRecord } from '../case/offboarding-case.ts';

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
  | {
      do: 'try-later';
      problem: Problem /** When that is worth while, ISO 8601 UTC. @default after a pause that grows */;
      at?: string;
    }
  /** Nothing is decided before it is read what opens desktops to the person through pools and groups. */
  | { do: 'look-for-access' }
  /** The same, after asking for a reading that is newer than the moment at which the person was gone. */
  | { do: 'confirm-access' }
  | { do: DesktopWrite; desktops: DesktopRecord[] }
  | { do: UserWrite; users: UserRecord[] }
  | { do: AccessWrite; access: AccessRecord[] };

/** Whether more has to be read before anything is decided: the case is as it was. */
export function looksDeeper(step: Step): step is { do: 'look-for-access' } | { do: 'confirm-access' } {
  return step.do === 'look-for-access' || step.do === 'confirm-access';
}

/** What a step writes for; undefined where it writes nothing. */
export function recordsOf(step: Step): DesktopRecord[] | UserRecord[] | AccessRecord[] | undefined {
  if ('desktops' in step) return step.desktops;
  if ('users' in step) return step.users;
  return 'access' in step ? step.access : undefined;
}
