import { hash } from 'node:crypto';
import * as z from 'zod/mini';

const identifier = z.string().check(z.trim(), z.minLength(1), z.maxLength(255));

/** Who leaves, by whatever the sender knows; at least one of the three. */
export const person = z
  .strictObject({
    id: z.optional(identifier),
    email: z.optional(identifier.check(z.regex(/^[^@\s]+@[^@\s]+$/, 'must be an e-mail address'))),
    userName: z.optional(identifier),
  })
  .check(z.refine((p) => Boolean(p.id ?? p.userName ?? p.email), 'needs at least one of id, email, userName'));

export type Person = z.infer<typeof person>;

/** An id of a case, as `caseIdsOf` makes it. */
export const caseId = z.string().check(z.regex(/^case-[0-9a-f]{20}$/, 'must be a case id'));

/** The identifiers a person may be found under, the most durable first: e-mail addresses are renamed and reused. */
const strongestFirst = ['id', 'userName', 'email'] as const;

/**
 * The ids of the case that a person's exit may be recorded under, strongest identifier first.
 *
 * The id is derived, not drawn, so that the webhook can answer it without reading the ledger, and hashed, so that
 * it carries no personal data into URLs and logs. Letter case does not count, because directories ignore it, nor how an accent
 * is put together.
 */
export function caseIdsOf(who: Person): [string, ...string[]] {
  const ids = strongestFirst.flatMap((kind) => {
    const value = who[kind];
    return value === undefined ? [] : [hashed(kind, value)];
  });
  const [first, ...rest] = ids;
  if (first === undefined) throw new TypeError('A person needs at least one of id, email, userName');
  return [first, ...rest];
}

function hashed(kind: (typeof strongestFirst)[number] | 'aside', value: string): string {
  return `case-${hash('sha256', `${kind}\0${keyOf(value)}`, 'hex').slice(0, 20)}`;
}

/**
 * Where a person's case is to be looked for, and where it may be opened: under each identifier, and aside of those that are
 * given to others in time, because the case of whoever had the name before keeps its id.
 */
export function placesOf(who: Person): [string, ...string[]] {
  const [first, ...others] = caseIdsOf(who);
  const weak = caseIdsOf(who).slice(who.id === undefined ? 0 : 1);
  return [first, ...others, ...weak.map((id) => hashed('aside', id))];
}

/**
 * Whether two descriptions contradict each other: the strongest identifier that both carry decides. A user name in the form of
 * an address (a UPN) and one that is none are no two answers to one question.
 */
export function isSamePerson(a: Person, b: Person): boolean {
  for (const kind of strongestFirst) {
    const [left, right] = [a[kind], b[kind]];
    if (left === undefined || right === undefined) continue;
    if (kind !== 'userName' || left.includes('@') === right.includes('@')) return keyOf(left) === keyOf(right);
  }
  return true;
}

function keyOf(value: string): string {
  return value.normalize('NFC').trim().toLowerCase();
}
