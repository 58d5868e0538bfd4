/** `[1,2,3,4,5]` by 2 → `[1,2] [3,4] [5]` */
export function* chunksOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** Each once, in the order of first mention. */
export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
