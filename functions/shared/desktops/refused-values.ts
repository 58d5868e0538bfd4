import type { Problem } from '../offboarding/case/offboarding-case.ts';
import type { ProblemReason } from '../offboarding/case/reasons.ts';
import type { WorkspaceError } from '../workspace-api/call/errors.ts';

/** The problem of a case about somebody whose name, or whose desktop's id, Workspace refuses: it is asked for alone from then on. */
export const nameRefused = 'name-refused' satisfies ProblemReason;

export type RefusedValues = ReturnType<typeof createRefusedValues>;

/**
 * Names, or ids, that Workspace refuses to list by. That proves nothing about what is theirs: whoever asks must not take them for
 * unknown. One is asked for no more in the same run, and alone in the next.
 */
export function createRefusedValues() {
  const suspects = new Set<string>();
  const problems = new Map<string, Problem>();

  return {
    /** Known from an earlier run. */
    suspect: (value: string): void => void suspects.add(value.toLowerCase()),
    isSuspect: (value: string): boolean => suspects.has(value.toLowerCase()),
    note: (value: string, { code, operation, message }: WorkspaceError): void => {
      const why = `Workspace answers no ${operation} that names this user or desktop (${code}), and others it does: ${message}`;
      problems.set(value.toLowerCase(), { code: nameRefused, message: why });
    },
    problemOf: (value: string): Problem | undefined => problems.get(value.toLowerCase()),
  };
}
