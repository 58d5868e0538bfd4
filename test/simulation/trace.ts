import { createHash } from 'node:crypto';

export type Trace = ReturnType<typeof createTrace>;

const kept = 400;

/** Everything that happened, in order: as a hash of all of it, and the last lines for whoever looks for a cause. */
export function createTrace(now: () => number, print?: (line: string) => void) {
  const hash = createHash('sha256');
  const lines: string[] = [];
  let count = 0;

  return {
    note(who: string, what: string): void {
      const line = `${new Date(now()).toISOString()} ${who}: ${what}`;
      count += 1;
      hash.update(line).update('\n');
      if (lines.length >= 2 * kept) lines.splice(0, kept);
      lines.push(line);
      print?.(line);
    },
    count: () => count,
    lastLines: (): string[] => lines.slice(-kept),
    digest: (): string => hash.copy().digest('hex').slice(0, 16),
  };
}
