import type { Candidate } from '../../shared/offboarding/identity/candidate.ts';
import { table } from './text.ts';

/** Workspace users whom a person may be; the first column is what a mapping may name. */
export function candidateTable(candidates: readonly Candidate[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const rows = candidates.map(({ userId, userName, domain, email, workspace }) => [
    userId ?? '',
    domain === undefined ? userName : `${domain}\\${userName}`,
    email ?? '',
    workspace,
  ]);
  return table(['user id', 'user', 'address', 'workspace'], rows);
}
