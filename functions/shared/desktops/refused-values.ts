import type { Problem } from '../offboarding/case/offboarding-case.ts';
import type { ProblemReason } from '../offboarding/case/reasons.ts';
import type { WorkspaceError } from '../workspace-api/call/errors.ts';
import type { Suspicion, Unanswered } from '../workspace-api/lists/list-narrowed.ts';

/** The problem of a case about somebody whose name, or whose desktop's id, Workspace refuses: it is asked for alone from then on. */
export const nameRefused = 'name-refused' satisfies ProblemReason;
/**
 * Of a case about one of several people of whom one is refused: they are asked for apart from all others from then on.
 *
 * @internal for the simulation, which holds cases to it
 */
export const nameInDoubt = 'name-in-doubt' satisfies ProblemReason;

/** What a problem says of the names and ids of its case; undefined where it is another one. */
export function suspicionIn(problem: Problem | undefined): Suspicion | undefined {
  if (problem?.code === nameRefused) return 'refused';
  return problem?.code === nameInDoubt ? 'in-doubt' : undefined;
}

export type RefusedValues = ReturnType<typeof createRefusedValues>;

/**
 * Names, or ids, that Workspace refuses to list by. That proves nothing about what is theirs: whoever asks must not take them for
 * unknown. One is asked for no more in the same run, and apart in the next.
 *
 * @param mostCalls spent on telling them apart, each time that something is listed
 */
export function createRefusedValues({ mostCalls = 128 } = {}) {
  const suspects = new Map<string, Problem>();
  const problems = new Map<string, Problem>();

  function note(value: string, unanswered: Unanswered): void {
    const key = value.toLowerCase();
    const problem = unanswered.why === 'as-before' ? suspects.get(key) : problemFrom(unanswered.why, unanswered.error);
    if (problem) problems.set(key, problem);
  }

  return {
    mostCalls,
    /** Known from an earlier run, by the problem of the case. */
    suspect: (value: string, problem: Problem): void => void suspects.set(value.toLowerCase(), problem),
    suspicionOf: (value: string) => suspicionIn(suspects.get(value.toLowerCase())),
    note,
    problemOf: (value: string): Problem | undefined => problems.get(value.toLowerCase()),
  };
}

function problemFrom(why: Suspicion | 'not-asked', { code, operation, message }: WorkspaceError): Problem {
  if (why === 'not-asked') return { code, message };
  if (why === 'refused') {
    const said = `Workspace answers no ${operation} that names this user or desktop (${code}), and others it does`;
    return { code: nameRefused, message: `${said}: ${message}` };
  }
  const said = `Workspace answers no ${operation} that names this user or desktop and some others (${code})`;
  return { code: nameInDoubt, message: `${said}; which of them it is for is found out next: ${message}` };
}
