import * as z from 'zod/mini';
import type { Person } from '../offboarding/case/person.ts';
import { eventId } from './event-id.ts';
import { described } from './options.ts';

/** An option of every source, beside its own. */
export const idPrefix = described(
  z.optional(z.string().check(z.regex(/^[\w.-]{1,31}:$/, 'expected a short name and a colon, such as "personio:"'))),
  "What goes before the ids of this source's people. Needed where two sources count people each for itself, so that 42 is somebody else in either; mappings are then imported with it.",
  'personio:',
);

/** The same person, by an id that no other source has for somebody else; kept as short as an id may be. */
export function withIdPrefix(who: Person, prefix: string | undefined): Person {
  return prefix === undefined || who.id === undefined ? who : { ...who, id: eventId(`${prefix}${who.id}`) };
}
