import * as z from 'zod/mini';
import { caseless } from './caseless.ts';
import type { Condition } from './conditions.ts';
import { nameKey } from './name-key.ts';
import { address, truth } from './plain-values.ts';
import type { UserAttributes } from './scim-user.ts';

export type Email = Pick<UserAttributes, 'email' | 'emailType'>;

export const noEmail = { email: undefined, emailType: undefined } satisfies Email;

/** What private addresses are said to be for: they identify nobody at work. */
const forHome = new Set(['home', 'personal', 'private']);

/** @param type in any letter case */
export function isForHome(type = ''): boolean {
  return forHome.has(type.trim().toLowerCase());
}

const entry = z.pipe(
  z.transform((given: unknown) => (typeof given === 'string' ? { value: given } : caseless(given))),
  z.object({ value: z.optional(z.unknown()), type: z.optional(z.unknown()), primary: z.optional(z.unknown()) }),
);

/**
 * What a list of addresses says, or a single one, which some clients send in its place: of those that are not for home the
 * primary one, else the one for work, else the first. Only what says that there is none takes the old one away: an empty list,
 * null or an empty text, and where it stands among the private ones now.
 *
 * @returns `{}` where something was said of which nothing can be used as an address: the old one stays
 */
export function emailIn(value: unknown, kept: Email = {}): Email & { isPrimary?: boolean } {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return noEmail;
  const entries = (Array.isArray(value) ? value : [value]).map((each) => entryOf(each));
  const [forWork, atHome] = [false, true].map((isPrivate) =>
    entries.filter(({ type }) => isForHome(type) === isPrivate),
  ) as [Entry[], Entry[]];
  const usable = forWork.flatMap(({ email, type, isPrimary }) =>
    email ? [{ email, emailType: type, isPrimary }] : [],
  );
  const chosen =
    usable.find(({ isPrimary }) => isPrimary) ??
    usable.find(({ emailType }) => emailType === 'work') ??
    usable.find(({ emailType }) => emailType === undefined) ??
    usable[0];
  return chosen ?? (atHome.some((each) => isOf(each, kept)) ? noEmail : {});
}

/** What an addition says: it takes nothing away, and what is for nothing at work in particular puts nothing aside. */
export function emailAdded(value: unknown, kept: Email): Email {
  const { isPrimary, ...said } = emailIn(value);
  const counts = isPrimary === true || isForWork(said.emailType) || kept.email === undefined;
  return said.email !== undefined && counts ? said : {};
}

/** What a path says that selects one address: that for work counts before any other, and one for home not at all. */
export function emailSet(selector: readonly Condition[], value: unknown, kept: Email): Email {
  const type = typeIn(selector);
  if (isForHome(type)) return {};
  const isOfAnother = kept.email !== undefined && !isSelected(selector, kept);
  if (isOfAnother && (!isForWork(type) || selector.some(({ attribute }) => attribute === 'value'))) return {};
  const { email, emailType } = emailIn(value);
  if (email !== undefined) return { email, emailType: type ?? emailType ?? kept.emailType };
  return isOfAnother ? {} : noEmailIf(value);
}

/** Whether the one address that is kept is among those that a path selects. */
export function isSelected(selector: readonly Condition[], { email, emailType = 'work' }: Email): boolean {
  return selector.every(({ attribute, value }) => {
    if (attribute === 'value') return email !== undefined && nameKey(email) === nameKey(value);
    return attribute === 'primary' || value.trim().toLowerCase() === emailType;
  });
}

/** Whether a list of addresses that are to be removed has the one that is kept. */
export function isListed(value: unknown, kept: Email): boolean {
  return (Array.isArray(value) ? value : [value]).some((each) => isOf(entryOf(each), kept));
}

function isOf({ email: one }: Email, { email }: Email): boolean {
  return one !== undefined && email !== undefined && nameKey(one) === nameKey(email);
}

function noEmailIf(value: unknown): Email {
  return 'email' in emailIn(value) ? noEmail : {};
}

function typeIn(selector: readonly Condition[]): string | undefined {
  return selector
    .find(({ attribute }) => attribute === 'type')
    ?.value.trim()
    .toLowerCase();
}

function isForWork(type: string | undefined): boolean {
  return type === undefined || type === 'work';
}

type Entry = ReturnType<typeof entryOf>;

function entryOf(given: unknown) {
  const { data } = entry.safeParse(given);
  const type = typeof data?.type === 'string' ? data.type.trim().toLowerCase() : '';
  return {
    email: address.safeParse(data?.value).data,
    type: type === '' ? undefined : type,
    isPrimary: truth.safeParse(data?.primary).data === true,
  };
}
