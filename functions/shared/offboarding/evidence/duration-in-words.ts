const units: [name: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** `2 min 14 s`: the two largest units, cut off below. Less than a second is `less than 1 s`. */
export function durationInWords(ms: number): string {
  const first = units.findIndex(([, unit]) => ms >= unit);
  if (first === -1) return 'less than 1 s';
  let left = ms;
  const counts = units.slice(first, first + 2).map(([name, unit]) => {
    const count = Math.floor(left / unit);
    left -= count * unit;
    return count > 0 ? [`${count} ${name}`] : [];
  });
  return counts.flat().join(' ');
}
