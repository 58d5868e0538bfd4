import type * as z from 'zod';

const most = 5;

/** What a schema found, as `desktops[3].desktop_id: expected string, received undefined; …`. Paths and types, never values. */
export function describeIssues(error: z.ZodError): string {
  const lines = error.issues.slice(0, most).map((issue) => `${pathOf(issue.path)}${issue.message}`);
  const rest = error.issues.length - lines.length;
  return lines.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

function pathOf(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : `${text && '.'}${String(part)}`;
  return text && `${text}: `;
}
