import * as z from 'zod/mini';
import { basicAuthorization, pathSegment } from '../create-ask.ts';
import { HrApiError, type ReadTruth } from '../hr-api.ts';

const lifecycle = 'internal.lifecycleStatus';

/** Bob writes a field by its path, or within its category. */
const flat = z.object({ '/internal/lifecycleStatus': z.object({ value: z.string() }) });
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
  const segment = pathSegment(employee);
  if (segment === undefined) return undefined;
  const answer = await ask({
    path: `/v1/people/${segment}`,
    headers: { authorization: basicAuthorization(serviceUserId, token) },
    body: { fields: [lifecycle] },
  });
  if (answer === undefined) return undefined;
  const status =
    flat.safeParse(answer).data?.['/internal/lifecycleStatus'].value ??
    nested.safeParse(answer).data?.internal.lifecycleStatus;
  // Fields that the service user has no right to read are left out of the answer without a word.
  if (status === undefined) throw new HrApiError(`The HR API does not show ${lifecycle}`);
  const isLeft = left.has(status.toLowerCase().replaceAll(/[^a-z]/g, ''));
  return isLeft ? { notice: { kind: 'exit', ...about } } : { ignored: 'no-exit' };
};
