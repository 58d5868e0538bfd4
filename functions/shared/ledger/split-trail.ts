import type { TrailLine } from '../offboarding/case/trail.ts';

/**
 * Bytes of a trail that an item carries, as JSON: that of its case with all else, or one of lines alone. DynamoDB takes 400 KB,
 * and lines differ: one that names sixty desktops, each with its answer, is as long as thirty others.
 */
const mostBytes = 100_000;

export type SplitTrail = {
  /** What stays with the case. */
  kept: TrailLine[];
  /** What is kept apart, the oldest first, in pieces for an item each. */
  spilled: TrailLine[][];
};

/**
 * Splits a trail that is too long. The newer half stays, so that not every save moves lines; and the last line always, as the
 * next one is tied to it.
 */
export function splitTrail(trail: readonly TrailLine[]): SplitTrail {
  const sizes = trail.map(bytesOf);
  let left = sizes.reduce((sum, size) => sum + size, 0);
  if (left <= mostBytes) return { kept: [...trail], spilled: [] };
  let first = 0;
  for (; left > mostBytes / 2 && first < trail.length - 1; first += 1) left -= sizes[first] ?? 0;
  return { kept: trail.slice(first), spilled: piecesOf(trail.slice(0, first)) };
}

function piecesOf(lines: readonly TrailLine[]): TrailLine[][] {
  const pieces: TrailLine[][] = [];
  let room = 0;
  for (const line of lines) {
    const size = bytesOf(line);
    if (size > room) {
      pieces.push([]);
      room = mostBytes;
    }
    pieces.at(-1)?.push(line);
    room -= size;
  }
  return pieces;
}

function bytesOf(line: TrailLine): number {
  return Buffer.byteLength(JSON.stringify(line));
}
