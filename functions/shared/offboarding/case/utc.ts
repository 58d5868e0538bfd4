const firstInstant = Date.parse('0000-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59Z');

/**
 * An instant with any offset, and so many hours later, as ISO 8601 UTC. Within the years that are written with four digits:
 * others neither sort as text nor parse, and 9999 is how some say "never".
 */
export function utc(instant: string, plusHours = 0): string {
  const time = Date.parse(instant) + plusHours * 3_600_000;
  return new Date(Math.min(Math.max(time, firstInstant), lastInstant)).toISOString();
}
