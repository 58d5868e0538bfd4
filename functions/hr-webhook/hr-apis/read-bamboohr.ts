import * as z from 'zod/mini';
import { type Ask, HrApiError, type ReadAddress, type ReadTruth } from '../../shared/intake/hr-api.ts';
import { type PlainFields, plainFields, saidByFields } from '../bamboohr-fields.ts';
import { basicAuthorization, pathSegment } from '../create-ask.ts';
import { namedByAddress } from './named-by-address.ts';

const address = 'workEmail';
const fields = ['status', 'employmentHistoryStatus', 'terminationDate', address];
const employee = z.record(z.string(), z.unknown());

/**
 * Reads an employee from BambooHR, with what is entered for a later date: https://documentation.bamboohr.com/reference/get-employee
 *
 * Assumption: `status` is Active or Inactive, as BambooHR writes it into events.
 */
export const readBamboohr: ReadTruth<{ timeZone: string }, { key: string }> = async (
  { about, employee: id },
  ask,
  { credentials: { key }, options: { timeZone: zone }, now },
) => {
  const told = await fieldsOf(id, fields, ask, key);
  if (!told) return undefined;
  const said = saidByFields(told, { zone, now });
  if (said === 'unreadable-date') throw new HrApiError('The HR API answered with a date that cannot be read');
  return said && { notice: { ...said, ...namedByAddress(about, told.get('workemail')) } };
};

export const readBamboohrAddress: ReadAddress<unknown, { key: string }> = async (id, ask, { credentials: { key } }) =>
  (await fieldsOf(id, [address], ask, key))?.get('workemail');

/** @returns undefined for an employee whom BambooHR does not know */
async function fieldsOf(
  id: unknown,
  names: readonly string[],
  ask: Ask,
  key: string,
): Promise<PlainFields | undefined> {
  const segment = pathSegment(id);
  if (segment === undefined) return undefined;
  const answer = await ask({
    path: `/api/v1/employees/${segment}?fields=${names.join(',')}&onlyCurrent=false`,
    headers: { authorization: basicAuthorization(key, 'x') },
  });
  if (answer === undefined) return undefined;
  const { data } = employee.safeParse(answer);
  if (!data) throw new HrApiError('The HR API answered with no employee');
  return plainFields(data);
}
