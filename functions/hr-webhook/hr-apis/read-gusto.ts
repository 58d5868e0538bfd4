import * as z from 'zod/mini';
import { type Ask, HrApiError, type ReadAddress, type ReadTruth } from '../../shared/intake/hr-api.ts';
import { startOfNextDay } from '../../shared/intake/zoned-instant.ts';
import { pathSegment } from '../create-ask.ts';
import { namedByAddress, unlessUnread } from './named-by-address.ts';

/** Older versions of the API answer with all terminations of an employee, newer ones with the one that stands. */
const termination = z.object({ effective_date: z.iso.date() });
const terminations = z.union([z.array(termination), termination]);

/**
 * Reads the last day of somebody's termination from Gusto; the latest, where there was one before.
 * https://docs.gusto.com/app-integrations/reference/get-v1-terminations-employee_id
 */
export const readGusto: ReadTruth<{ timeZone: string }, { accessToken: string }> = async (
  { about, employee },
  ask,
  { credentials: { accessToken }, options: { timeZone: zone } },
) => {
  const segment = pathSegment(employee);
  if (segment === undefined) return undefined;
  const answer = await ask({
    path: `/v1/employees/${segment}/terminations`,
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if (answer === undefined) return undefined;
  const { data } = terminations.safeParse(answer);
  if (!data) throw new HrApiError('The HR API answered with no terminations');
  const lastDay = [data]
    .flat()
    .map(({ effective_date: date }) => date)
    .toSorted()
    .at(-1);
  // Taken back since: another event says so.
  if (lastDay === undefined) return { ignored: 'no-exit' };
  const email = await unlessUnread(addressOf(segment, ask, accessToken));
  return {
    notice: { kind: 'exit', ...namedByAddress(about, email), effectiveAt: startOfNextDay(lastDay, zone), zone },
  };
};

export const readGustoAddress: ReadAddress<unknown, { accessToken: string }> = async (id, ask, { credentials }) => {
  const segment = pathSegment(id);
  return segment === undefined ? undefined : addressOf(segment, ask, credentials.accessToken);
};

/** Not `email`, which may be a private one. https://docs.gusto.com/app-integrations/reference/get-v1-employees */
const employeeAddress = z.object({ work_email: z.unknown() });

async function addressOf(segment: string, ask: Ask, accessToken: string): Promise<unknown> {
  const answer = await ask({ path: `/v1/employees/${segment}`, headers: { authorization: `Bearer ${accessToken}` } });
  return employeeAddress.safeParse(answer).data?.work_email;
}
