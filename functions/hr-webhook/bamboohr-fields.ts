import * as z from 'zod/mini';
import type { NoticeDraft } from '../shared/intake/reception.ts';
import { startOfNextDay } from '../shared/intake/zoned-instant.ts';

/** What BambooHR writes for a date that is not set. */
const noDates: ReadonlySet<unknown> = new Set(['', '0000-00-00']);

const isoDate = z.iso.date();
const statusNames = ['status', 'employmentstatus', 'employmenthistorystatus'];

/** An employee's fields by {@link plainName}. */
export type PlainFields = ReadonlyMap<string, unknown>;

/** Customers choose what fields are called: `Work Email` and `workEmail` are one. Values may be wrapped as `{ value }`. */
export function plainFields(fields: Record<string, unknown> = {}): PlainFields {
  return new Map(
    Object.entries(fields).map(([name, value]) => {
      const { success, data } = wrapped.safeParse(value);
      return [plainName(name), success ? data.value : value];
    }),
  );
}

const wrapped = z.object({ value: z.unknown() });

/** Whether a field that changed may mean that somebody leaves, or does not after all. */
export function isAboutLeaving(field: string): boolean {
  const name = plainName(field);
  return statusNames.includes(name) || name.startsWith('terminat');
}

/**
 * What the fields themselves say of an employee's leaving.
 *
 * @param zone whose midnight ends the day of the termination
 * @returns undefined where they do not say; `unreadable-date` where they do, and it cannot be told what
 */
export function saidByFields(
  fields: PlainFields,
  { zone, now }: { zone: string; now: number },
): Pick<NoticeDraft, 'kind' | 'onlyOwn' | 'effectiveAt' | 'zone'> | 'unreadable-date' | undefined {
  const status = statusIn(fields);
  const date = fields.get('terminationdate');
  // BambooHR tells of a status when it takes effect, not when it is entered.
  if (status === 'left') return { kind: 'exit' };
  if (date !== undefined && date !== null && !noDates.has(date)) {
    const day = isoDate.safeParse(date);
    if (!day.success) return 'unreadable-date';
    const effectiveAt = startOfNextDay(day.data, zone);
    // Who is active again, or on leave, keeps the date of an earlier termination.
    if (status === undefined || Date.parse(effectiveAt) > now) return { kind: 'exit', effectiveAt, zone };
  }
  // Any change of a job looks like this too, and BambooHR does not know of exits that are announced elsewhere.
  if (status === 'active') return { kind: 'rehired', onlyOwn: true };
  if (noDates.has(date)) return { kind: 'cancelled', onlyOwn: true };
  return undefined;
}

/** Whether they have a status at all, be it one that says nothing of leaving, such as On Leave. */
export function haveStatus(fields: PlainFields): boolean {
  return statusesIn(fields).some((status) => status !== '');
}

function statusIn(fields: PlainFields): 'left' | 'on-leave' | 'active' | undefined {
  const told = statusesIn(fields);
  // Whatever another status says beside it, and whatever kind of leave customers call it.
  if (told.some((status) => /\bleave\b/.test(status))) return 'on-leave';
  const isOneOf = (...statuses: string[]) => told.some((status) => statuses.includes(status));
  if (isOneOf('inactive', 'terminated')) return 'left';
  return isOneOf('active') ? 'active' : undefined;
}

function statusesIn(fields: PlainFields): string[] {
  const told = statusNames.map((name) => fields.get(name));
  return told.filter((status) => typeof status === 'string').map((status) => status.toLowerCase());
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}
