import * as z from 'zod/mini';
import { type Ask, HrApiError, type ReadAddress, type ReadTruth } from '../../shared/intake/hr-api.ts';
import type { Settled } from '../../shared/intake/reception.ts';
import { announced } from '../lark-event.ts';
import { namedByAddress, unlessUnread } from './named-by-address.ts';

const token = z.object({ code: z.literal(0), tenant_access_token: z.string() });

const offboarding = z.object({
  status: z.string(),
  offboarding_info: z.object({ offboarding_date: z.nullish(z.iso.date()) }),
});
const found = z.object({ code: z.literal(0), data: z.object({ items: z.nullish(z.array(offboarding)) }) });

/** By which somebody leaves; by those that are in approval, rejected or withdrawn nobody does. */
const standing = new Set(['Approved', 'NoNeedApproval', 'Offboarded']);

/**
 * Reads somebody's offboardings from Lark's HR suite: the one that stands says when they leave.
 * https://open.feishu.cn/document/server-docs/corehr-v1/offboarding/search
 *
 * Assumption: the latest date counts where more than one stands, as of somebody who returned and leaves again.
 */
export const readLark: ReadTruth<{ timeZone: string }, { appId: string; appSecret: string }> = async (
  { about, employee },
  ask,
  { credentials, options },
): Promise<Settled | undefined> => {
  if (typeof employee !== 'string') return undefined;
  const authorization = `Bearer ${await accessToken(credentials, ask)}`;
  const answer = await ask({
    path: '/open-apis/corehr/v1/offboardings/search?page_size=100&user_id_type=people_corehr_id',
    headers: { authorization },
    body: { employment_ids: [employee] },
  });
  const { data } = found.safeParse(answer);
  if (!data) throw new HrApiError('The HR API answered with no offboardings');
  const items = data.data.items ?? [];
  if (items.length === 0) return undefined;
  const those = items.filter(({ status }) => standing.has(status));
  if (those.length === 0) return { notice: { kind: 'cancelled', onlyOwn: true, ...about } };
  const lastDay = those
    .map(({ offboarding_info: { offboarding_date: date } }) => date ?? '')
    .toSorted()
    .at(-1);
  if (!lastDay) return undefined;
  return announced(
    namedByAddress(about, await unlessUnread(addressOf(employee, ask, authorization))),
    lastDay,
    options,
  );
};

export const readLarkAddress: ReadAddress<unknown, { appId: string; appSecret: string }> = async (
  id,
  ask,
  { credentials },
) => addressOf(id, ask, `Bearer ${await accessToken(credentials, ask)}`);

const workEmails = z.optional(z.nullable(z.array(z.object({ email: z.unknown() }))));
const people = z.object({
  code: z.literal(0),
  data: z.object({
    items: z.nullish(z.array(z.object({ work_email: z.optional(z.unknown()), work_email_list: workEmails }))),
  }),
});

/**
 * https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/corehr-v2/employee/batch_get
 *
 * Assumption: the work address is `work_email`, else the first of `work_email_list`; both were seen.
 */
async function addressOf(id: string, ask: Ask, authorization: string): Promise<unknown> {
  const answer = await ask({
    path: `/open-apis/corehr/v2/employees/batch_get?user_id_type=${kindOf(id)}`,
    headers: { authorization },
    body: { employment_ids: [id], fields: ['work_email', 'work_email_list'] },
  });
  const { data } = people.safeParse(answer);
  if (!data) throw new HrApiError('The HR API answered with no employees');
  const [person] = data.data.items ?? [];
  return person?.work_email ?? person?.work_email_list?.[0]?.email;
}

/** Lark's own ids say what they are; an employment's is a long number. */
function kindOf(id: string): string {
  if (id.startsWith('ou_')) return 'open_id';
  if (id.startsWith('on_')) return 'union_id';
  return /^\d{16,}$/.test(id) ? 'people_corehr_id' : 'user_id';
}

/** https://open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal */
async function accessToken({ appId, appSecret }: { appId: string; appSecret: string }, ask: Ask): Promise<string> {
  const answer = await ask({
    path: '/open-apis/auth/v3/tenant_access_token/internal',
    body: { app_id: appId, app_secret: appSecret },
  });
  const { data } = token.safeParse(answer);
  // Lark refuses with a 200 and a code of its own.
  if (!data) throw new HrApiError('The HR API gave no access token for the app');
  return data.tenant_access_token;
}
