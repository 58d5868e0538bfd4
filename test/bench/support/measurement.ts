/** One line of a bench. `target` is in words a person and a program can read, such as `≥ 5`; null for a mere figure. */
export type Measurement = { name: string; value: number; unit: string; target: string | null; ok: boolean };

export const figure = (name: string, value: number, unit: string): Measurement => ({
  name,
  value: round(value),
  unit,
  target: null,
  ok: true,
});

export const atLeast = (name: string, value: number, unit: string, least: number): Measurement => ({
  ...figure(name, value, unit),
  target: `≥ ${least}`,
  ok: value >= least,
});

export const atMost = (name: string, value: number, unit: string, most: number): Measurement => ({
  ...figure(name, value, unit),
  target: `≤ ${most}`,
  ok: value <= most,
});

export const exactly = (name: string, value: number, unit: string, wanted: number): Measurement => ({
  ...figure(name, value, unit),
  target: `= ${wanted}`,
  ok: value === wanted,
});

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError('There is no median of nothing.');
  return middle;
}

/** Three digits say enough. */
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
