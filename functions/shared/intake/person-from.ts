import { type Person, person } from '../offboarding/case/person.ts';
import type { Problem } from './reception.ts';

/**
 * Who is meant, by what a sender gives of them: text, or numbers where it counts its employees. What cannot be used, such
 * as "n/a" for an e-mail address, is left out: it must not keep somebody whose id is known from being found.
 *
 * @returns undefined where nothing is left
 */
export function personFrom(identifiers: Partial<Record<keyof Person, unknown>>): Person | undefined {
  const texts = Object.entries(identifiers).map(([kind, value]) => ({ [kind]: textOf(value) }));
  const usable = texts.flatMap((one) => person.safeParse(one).data ?? []);
  return usable.length > 0 ? Object.assign({}, ...usable) : undefined;
}

/** What tells one person of a request from another, for its event ids: the most durable of what is known. */
export function personKey({ id, userName, email }: Person): string {
  return id ?? userName ?? email ?? '';
}

/** What is wrong with an entry that names nobody. */
export function namesNobody(...at: readonly (string | number)[]): { rejected: Problem[] } {
  return { rejected: [{ path: at.join('.'), message: 'names nobody: an id or an e-mail address is needed' }] };
}

function textOf(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
}
