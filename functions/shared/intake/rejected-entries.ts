/** What has no effect, and where in the content it stands: `''` is all of it. */
export type RejectedEntry = { at: string; entry: unknown; isCut?: true };

/** In UTF-16 units: six times as many bytes at most, which is what SQS takes in one message. */
const longestMessage = 150_000;

/** The entries that problems name, each once: of a list the item, else the whole content. */
export function rejectedEntries(content: unknown, problems: readonly { path: string }[]): RejectedEntry[] {
  const entries = problems.map(({ path }) => entryAt(content, path));
  return [...new Map(entries.map((one) => [one.at, one])).values()].map(asFarAsItFits);
}

/** As many in one part as one message holds, in their order. */
export function* inMessages(entries: readonly RejectedEntry[]): Generator<RejectedEntry[]> {
  let part: RejectedEntry[] = [];
  let length = 0;
  for (const entry of entries) {
    const more = JSON.stringify(entry).length;
    if (part.length > 0 && length + more > longestMessage) {
      yield part;
      [part, length] = [[], 0];
    }
    part.push(entry);
    length += more;
  }
  yield part;
}

function entryAt(content: unknown, path: string): RejectedEntry {
  let part = content;
  const names: string[] = [];
  for (const name of path.split('.')) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, name)) break;
    const isItem = Array.isArray(part);
    part = (part as Record<string, unknown>)[name];
    names.push(name);
    if (isItem) return { at: names.join('.'), entry: part };
  }
  return { at: '', entry: content };
}

function asFarAsItFits({ at, entry }: RejectedEntry): RejectedEntry {
  const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
  return text === undefined || text.length <= longestMessage
    ? { at, entry }
    : { at, entry: text.slice(0, longestMessage), isCut: true };
}
