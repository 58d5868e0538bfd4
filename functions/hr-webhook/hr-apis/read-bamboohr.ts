import * as z from 'zod/mini';
import { plainFields, saidByFields } from '../bamboohr-fields.ts';
import { basicAuthorization, pathSegment } from '../create-ask.ts';
import { HrApiError, type ReadTruth } from '../hr-api.ts';

const fields = ['status', 'employmentHistoryStatus', 'terminationDate'];
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
  const segment = pathSegment(id);
  if (segment === undefined) return undefined;
  const answer = await ask({
    path: `/api/v1/employees/${segment}?fields=${fields.join(',')}&onlyCurrent=false`,
    headers: { authorization: basicAuthorization(key, 'x') },
  });
  if (answer === undefined) return undefined;
  const { data } = employee.safeParse(answer);
  if (!data) throw new HrApiError('The HR API answered with no employee');
  const said = saidByFields(plainFields(data), { zone, now });
  if (said === 'unreadable-date') throw new HrApiError('The HR API answered with a date that cannot be read');
  return said && { notice: { ...said, ...about } };
};
