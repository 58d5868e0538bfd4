import type * as z from 'zod/mini';

/**
 * What is wrong with a secret, by its fields, never with its values. Without the names of fields that there are not: somebody may
 * have put the secret where a name belongs.
 */
export function secretProblems(issues: readonly z.core.$ZodIssue[]): string {
  const problems = issues.map(({ code, path, message }) => {
    if (code === 'unrecognized_keys') return [...path, 'unknown fields'].join('.');
    const field = path.join('.') || 'the whole';
    // Only what a form of ours says: zod's own words are of types.
    return code === 'invalid_format' || code === 'custom' ? `${field} ${message}` : field;
  });
  return [...new Set(problems)].join(', ');
}
