import type { HrSource } from '../shared/intake/source.ts';

/** What the deployment says of one source. */
export type SourceSettings = { secretId: string; options: unknown; idPrefix?: string | undefined };

/** A source whose door is open here: with its secret's address and its options, checked, and what its ids begin with. */
export type OpenSource = SourceSettings & { source: HrSource };

/**
 * The sources that this deployment has configured, by name.
 * @throws at start, naming every source that cannot be opened and why
 */
export function openSources(
  known: ReadonlyMap<string, HrSource>,
  configured: Readonly<Record<string, SourceSettings>>,
): ReadonlyMap<string, OpenSource> {
  const open = new Map<string, OpenSource>();
  const problems: string[] = [];
  for (const [name, { secretId, options, idPrefix }] of Object.entries(configured)) {
    const source = known.get(name);
    const checked = source?.options.safeParse(options);
    if (!source) problems.push(`${name} is no source that is known here`);
    else if (!secretId) problems.push(`${name} has no secret`);
    else if (!checked?.success)
      problems.push(`${name} has wrong options: ${checked?.error.issues.map(({ message }) => message).join('; ')}`);
    else open.set(name, { source, secretId, options: checked.data, idPrefix });
  }
  if (problems.length > 0) throw new Error(`HR sources cannot be opened: ${problems.join('. ')}`);
  return open;
}
