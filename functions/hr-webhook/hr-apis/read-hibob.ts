import * as z from 'zod/mini';
import { type Ask, HrApiError, type ReadAddress, type ReadTruth } from '../../shared/intake/hr-api.ts';
import { basicAuthorization, pathSegment } from '../create-ask.ts';
import { namedByAddress } from './named-by-address.ts';

const lifecycle = 'internal.lifecycleStatus';
/** The work address; the private one is another field. https://apidocs.hibob.com/docs/how-to-read-employee-data */
const address = 'root.email';

/** Bob writes a field by its path, or within its category. */
const flat = z.object({ '/internal/lifecycleStatus': z.object({ value: z.string() }) });
const flatAddress = z.object({ '/root/email': z.object({ value: z.unknown() }) });
const nestedAddress = z.object({ email: z.unknown() });
const nested = z.object({ internal: z.object({ lifecycleStatus: z.string() }) });

/** Whose access ends, as `employee.left` counts it. Whoever is on any other leave stays. */
const left = new Set(['terminated', 'gardenleave']);

/**
 * Reads from Bob whether somebody who is inactive has left or is on leave.
 * https://apidocs.hibob.com/reference/post_people-identifier
 *
 * Assumption: the statuses are called as those that Bob's own lifecycle table comes with.
 */
export const readHibob: ReadTruth<unknown, { serviceUserId: string; token: string }> = async (
  { about, employee },
  ask,
  { credentials: { serviceUserId, token } },
) => {
  const answer = await fieldsOf(employee, [lifecycle, address], ask, { serviceUserId, token });
  if (answer === undefined) return undefined;
  const status =
    flat.safeParse(answer).data?.['/internal/lifecycleStatus'].value ??
    nested.safeParse(answer).data?.internal.lifecycleStatus;
  // Fields that the service user has no right to read are left out of the answer without a word.
  if (status === undefined) throw new HrApiError(`The HR API does not show ${lifecycle}`);
  const isLeft = left.has(status.toLowerCase().replaceAll(/[^a-z]/g, ''));
  return isLeft ? { notice: { kind: 'exit', ...namedByAddress(about, addressIn(answer)) } } : { ignored: 'no-exit' };
};

type Credentials = { serviceUserId: string; token: string };

export const readHibobAddress: ReadAddress<unknown, Credentials> = async (id, ask, { credentials }) =>
  addressIn(await fieldsOf(id, [address], ask, credentials));

async function fieldsOf(
  employee: unknown,
  fields: readonly string[],
  ask: Ask,
  { serviceUserId, token }: Credentials,
): Promise<unknown> {
  const segment = pathSegment(employee);
  if (segment === undefined) return undefined;
  const headers = { authorization: basicAuthorization(serviceUserId, token) };
  return ask({ path: `/v1/people/${segment}`, headers, body: { fields } });
}

function addressIn(answer: unknown): unknown {
  return flatAddress.safeParse(answer).data?.['/root/email'].value ?? nestedAddress.safeParse(answer).data?.email;
}
