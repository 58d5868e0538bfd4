import { isLeftToUndo } from '../notices/left-to-undo.ts';
import { type OffboardingCase, openStatuses } from './offboarding-case.ts';
import { caseReasons, type Explanation, planReasons, problemReasons } from './reasons.ts';

/**
 * Why a case stands as it stands and what a person has to do, in words that name it; undefined where its status says all. What was
 * taken from somebody who stays goes before how that came about.
 */
export function explainCase(one: OffboardingCase): Explanation | undefined {
  const { status, reason, problem } = one;
  const reasonWords = reason === undefined ? undefined : wordsFor(caseReasons, reason);
  if (isLeftToUndo(one)) {
    const means = 'the person stays after all, and what was taken from them is still away';
    return forCase({ means, todo: '`undo CASE` gives it back; nothing does by itself' }, one);
  }
  // The words for what it waits for are those of the problem where that is ours.
  const isOpen = (openStatuses as readonly string[]).includes(status);
  const problemWords = isOpen && problem ? wordsFor(problemReasons, problem.code) : undefined;
  const words = problemWords ?? reasonWords;
  return words && forCase(words, one);
}

/** The words for a case's reason that is foreseen; undefined for what is none. */
export function explainReason(reason: string, one: Pick<OffboardingCase, 'caseId'>): Explanation | undefined {
  const words = wordsFor(caseReasons, reason) ?? wordsFor(problemReasons, reason);
  return words && forCase(words, one);
}

/** The words for something in a plan. */
export function explainPlanned(why: string): Explanation {
  const found = wordsFor(planReasons, why);
  if (found) return found;
  if (why.startsWith('protected-')) {
    return { means: '`policy.protect` keeps it as it is', todo: 'take it off the list and deploy, if it is to go' };
  }
  return { means: 'it cannot come back by itself', todo: 'put it right in Workspace, then `undo` once more' };
}

function wordsFor(table: Readonly<Record<string, Explanation>>, word: string): Explanation | undefined {
  // A record may have a word that is not in use any more.
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

function forCase({ means, todo }: Explanation, { caseId }: Pick<OffboardingCase, 'caseId'>): Explanation {
  return { means, todo: todo.replaceAll(/\bCASE\b/g, caseId) };
}
