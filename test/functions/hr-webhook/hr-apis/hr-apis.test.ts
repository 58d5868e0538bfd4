import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exitNotice } from '../../../../functions/shared/offboarding/notices/exit-notice.ts';
import { bamboohr } from '../contract/bamboohr.ts';
import { type ContractMember, sampleOf } from '../contract/contract-member.ts';
import { gusto } from '../contract/gusto.ts';
import { hibob } from '../contract/hibob.ts';
import { lark } from '../contract/lark.ts';
import { withReplaced } from '../contract/strange-content.ts';
import { openWebhook } from '../support/open-webhook.ts';
import { type Asked, type Reply, startHrApi } from './start-hr-api.ts';

const key = 'a key of the HR API'.replaceAll(' ', '-');
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** One source: what it is asked about, with which credentials, and how its HR system answers. */
type Case = {
  member: ContractMember;
  /** An event that leaves open what has happened. */
  event: Buffer;
  /** Under `api` in the secret. */
  credentials: object;
  /** The HR system's answer that says `told`, whatever it is asked. */
  tells: (told: string) => (asked: Asked) => Reply;
};

const bamboohrCase: Case = {
  member: bamboohr[0] as ContractMember,
  event: sampleOf('bamboohr', 'needs-hr-api.json'),
  credentials: { key },
  tells: (told) => () => ({ json: { id: '1001', ...(JSON.parse(told) as object) } }),
};
const hibobCase: Case = {
  member: hibob,
  event: sampleOf('hibob', 'inactivated.json'),
  credentials: { serviceUserId: 'SERVICE-1', token: key },
  tells: (told) => () => ({ json: { '/root/id': { value: '1' }, '/internal/lifecycleStatus': { value: told } } }),
};
const gustoCase: Case = {
  member: gusto,
  event: sampleOf('gusto', 'exit-entered.json'),
  credentials: { accessToken: key },
  tells: (told) => () => ({ json: JSON.parse(told) as unknown }),
};
const larkCase: Case = {
  member: lark[0] as ContractMember,
  event: sampleOf('lark', 'offboarding-approved.json'),
  credentials: { appId: 'cli_1', appSecret: key },
  tells: (told) => (asked) =>
    asked.path.startsWith('/open-apis/auth/')
      ? { json: { code: 0, msg: 'ok', tenant_access_token: 't-1', expire: 7200 } }
      : { json: { code: 0, msg: 'success', data: { items: JSON.parse(told) as unknown, has_more: false } } },
};

type Setting = { options?: object; event?: Buffer; withCredentials?: boolean };

/** A webhook with a source's API beside it. */
async function beside(
  { member, event, credentials }: Case,
  reply: (asked: Asked) => Reply,
  { options = {}, event: sent = event, withCredentials = true }: Setting = {},
) {
  const { url, state } = await startHrApi(reply);
  const sender = member.createSender();
  const webhook = await openWebhook(member.name, {
    options: { apiAddress: url, ...options },
    secret: { current: sender.secret, ...(withCredentials && { api: credentials }) },
  });
  return {
    ...webhook,
    api: state,
    deliver: async () => webhook.deliver(sender.send(sent, Date.now())),
  };
}

const offboarding = (status: string, date?: string) => ({ status, offboarding_info: { offboarding_date: date } });

describe('what an event leaves open is what the HR system says:', () => {
  test.each<[string, Case, told: string, comesTo: object]>([
    ['BambooHR, left', bamboohrCase, '{"status":"Inactive"}', { kind: 'exit' }],
    [
      'BambooHR, leaves later',
      bamboohrCase,
      '{"status":"Active","terminationDate":"2099-12-31"}',
      { kind: 'exit', effectiveAt: '2100-01-01T00:00:00+00:00', zone: 'UTC' },
    ],
    [
      'BambooHR, stays',
      bamboohrCase,
      '{"status":"Active","terminationDate":"0000-00-00"}',
      { kind: 'rehired', onlyOwn: true },
    ],
    ['HiBob, terminated', hibobCase, 'terminated', { kind: 'exit' }],
    ['HiBob, garden leave, which is an exit to Bob', hibobCase, 'Garden leave', { kind: 'exit' }],
    ['HiBob, garden leave, by another name', hibobCase, 'gardenLeave', { kind: 'exit' }],
    [
      'Gusto, all terminations',
      gustoCase,
      '[{"effective_date":"2027-01-15"},{"effective_date":"2020-01-15"}]',
      { kind: 'exit', effectiveAt: '2027-01-16T00:00:00-08:00', zone: 'America/Los_Angeles' },
    ],
    [
      'Gusto, the one that stands',
      gustoCase,
      '{"effective_date":"2027-01-15"}',
      { kind: 'exit', effectiveAt: '2027-01-16T00:00:00-08:00' },
    ],
    [
      'Lark, approved for a date',
      larkCase,
      JSON.stringify([offboarding('Withdrawn', '2026-12-01'), offboarding('Approved', '2026-12-24')]),
      { kind: 'exit', effectiveAt: '2026-12-25T00:00:00+08:00', zone: 'Asia/Shanghai' },
    ],
    [
      'Lark, withdrawn since',
      larkCase,
      JSON.stringify([offboarding('Withdrawn', '2026-12-01')]),
      { kind: 'cancelled', onlyOwn: true },
    ],
  ])('%s', async (_, one, told, comesTo) => {
    const { deliver, queued } = await beside(one, one.tells(told));
    const { status } = await deliver();
    expect(status).toBe(one.member.name === 'bamboohr' ? 202 : 200);
    expect(queued).toEqual([expect.objectContaining({ source: one.member.name, keyId: 'current', ...comesTo })]);
    expect('effectiveAt' in (queued[0] ?? {})).toBe('effectiveAt' in comesTo);
  });

  test.each<[string, Case, told: string]>([
    ['HiBob, parental leave', hibobCase, 'parental leave'],
    ['HiBob, employed again', hibobCase, 'employed'],
    ['Gusto, taken back', gustoCase, '[]'],
  ])('%s: nothing, also where it would be acted on without', async (_, one, told) => {
    const options = one === hibobCase ? { actOnInactivated: true } : {};
    const { deliver, queued } = await beside(one, one.tells(told), { options });
    expect(await deliver()).toMatchObject({ status: 200, body: { cases: [], ignored: 'no-exit' } });
    expect(queued).toEqual([]);
  });

  test('Lark, edited: the new date', async () => {
    const told = JSON.stringify([offboarding('NoNeedApproval', '2027-02-28')]);
    const event = sampleOf('lark', 'offboarding-edited.json');
    const { deliver, queued } = await beside(larkCase, larkCase.tells(told), { event });
    expect((await deliver()).status).toBe(200);
    expect(queued).toMatchObject([{ kind: 'exit', effectiveAt: '2027-03-01T00:00:00+08:00' }]);
  });

  test('of many people, each for itself', async () => {
    const employees = ['7', '8', '9'].map((id) => ({ id, changedFields: ['status'] }));
    const { deliver, queued, api } = await beside(
      bamboohrCase,
      ({ path }) => ({ json: { status: path.includes('/8?') ? 'Active' : 'Inactive' } }),
      { event: Buffer.from(JSON.stringify({ employees })) },
    );
    expect((await deliver()).status).toBe(202);
    expect(Object.fromEntries(queued.map(({ person, kind }) => [person.id, kind]))).toEqual({
      7: 'exit',
      8: 'rehired',
      9: 'exit',
    });
    expect(api.asked).toHaveLength(3);
  });
});

test.each<[string, Case, Partial<Asked>[]]>([
  [
    'BambooHR',
    bamboohrCase,
    [
      {
        method: 'GET',
        path: '/api/v1/employees/1001?fields=status,employmentHistoryStatus,terminationDate,workEmail&onlyCurrent=false',
        authorization: basic(key, 'x'),
      },
    ],
  ],
  [
    'HiBob',
    hibobCase,
    [
      {
        method: 'POST',
        path: '/v1/people/3332883884017713002',
        authorization: basic('SERVICE-1', key),
        body: { fields: ['internal.lifecycleStatus', 'root.email'] },
      },
    ],
  ],
  [
    'Gusto',
    gustoCase,
    [
      {
        method: 'GET',
        path: '/v1/employees/bcfc9744-0ab3-4ef3-ab0d-e728255d6502/terminations',
        authorization: `Bearer ${key}`,
      },
    ],
  ],
  [
    'Lark',
    larkCase,
    [
      {
        method: 'POST',
        path: '/open-apis/auth/v3/tenant_access_token/internal',
        body: { app_id: 'cli_1', app_secret: key },
      },
      {
        method: 'POST',
        path: '/open-apis/corehr/v1/offboardings/search?page_size=100&user_id_type=people_corehr_id',
        authorization: 'Bearer t-1',
        body: { employment_ids: ['7072306364927985196'] },
      },
    ],
  ],
])('%s is asked as it documents', async (_, one, questions) => {
  const told = one === hibobCase ? 'terminated' : one === bamboohrCase ? '{}' : '[]';
  const { deliver, api } = await beside(one, one.tells(told));
  await deliver();
  expect(api.asked).toMatchObject(questions);
  expect(api.asked).toHaveLength(questions.length);
});

describe('who is named by id alone is known by their work address, too', () => {
  const workAddress = { workEmail: 'leaver1@example.com', homeEmail: 'anna@mail.example' };
  const employment = { work_email_list: [{ email: 'leaver1@example.com' }] };

  /** Answers as each HR system does: private addresses beside the work address. */
  const answering =
    (status: object) =>
    ({ path }: Asked): Reply => {
      if (path.startsWith('/open-apis/auth/')) return { json: { code: 0, tenant_access_token: 't-1' } };
      if (path.includes('/batch_get')) return { json: { code: 0, data: { items: [employment] } } };
      if (path.startsWith('/open-apis/')) return { json: { code: 0, data: { items: [status] } } };
      if (path.endsWith('/terminations')) return { json: [status] };
      if (path.startsWith('/v1/employees/'))
        return { json: { email: 'anna@mail.example', work_email: 'leaver1@example.com' } };
      const person = {
        '/root/email': { value: 'leaver1@example.com' },
        '/home/privateEmail': { value: 'anna@mail.example' },
      };
      return { json: { ...workAddress, ...person, ...status } };
    };

  test.each<[string, Case, status: object, file?: string]>([
    ['BambooHR, beside the status', bamboohrCase, { status: 'Inactive' }],
    ['BambooHR, deleted', bamboohrCase, {}, 'deleted.json'],
    ['HiBob, beside the status', hibobCase, { '/internal/lifecycleStatus': { value: 'terminated' } }],
    ['HiBob, left', hibobCase, {}, 'exit.json'],
    ['HiBob, access revoked', hibobCase, {}, 'access-revoked.json'],
    ['Gusto, beside the last day', gustoCase, { effective_date: '2027-01-15' }],
    ['Gusto, in effect', gustoCase, {}, 'exit.json'],
    ['Lark, beside the last day', larkCase, offboarding('Approved', '2026-12-24')],
    ['Lark, resigned', larkCase, {}, 'resigned.json'],
  ])('%s', async (_, one, status, file) => {
    const event = file === undefined ? one.event : sampleOf(one.member.name, file);
    const { deliver, queued } = await beside(one, answering(status), { event });
    expect((await deliver()).status).toBeLessThan(300);
    expect(queued.map(({ person }) => person)).toEqual([
      { id: expect.any(String) as string, email: 'leaver1@example.com' },
    ]);
  });

  test.each([bamboohrCase, hibobCase, gustoCase, larkCase])(
    'by id alone where it cannot be read: an exit is not lost for it ($member.name)',
    async (one) => {
      const file = { bamboohr: 'deleted.json', lark: 'resigned.json' }[one.member.name] ?? 'exit.json';
      const event = sampleOf(one.member.name, file);
      const { deliver, queued, log } = await beside(one, () => ({ status: 500, json: {} }), { event });
      expect((await deliver()).status).toBeLessThan(300);
      expect(queued).toMatchObject([{ kind: 'exit' }]);
      expect(queued[0]?.person).not.toHaveProperty('email');
      expect(log()).toContain('The API of the HR system could not be read');
    },
  );

  test.each<[string, Case]>([
    ['rehired.json', hibobCase],
    ['rehired.json', gustoCase],
  ])('who stays is found by the id: nobody is asked (%s)', async (file, one) => {
    const event = sampleOf(one.member.name, file);
    const { deliver, queued, api } = await beside(one, answering({}), { event });
    await deliver();
    expect([queued.length, api.asked]).toEqual([1, []]);
  });
});

describe('nobody is asked', () => {
  test.each([bamboohrCase, hibobCase, gustoCase, larkCase])('without credentials ($member.name)', async (one) => {
    const { deliver, queued, api } = await beside(one, one.tells('{}'), { withCredentials: false });
    const ignored = one === hibobCase ? 'leave-or-exit-unclear' : 'needs-hr-api';
    expect((await deliver()).body).toEqual({ cases: [], ignored });
    expect([queued, api.asked]).toEqual([[], []]);
  });

  test('before the request is verified', async () => {
    const { url, state } = await startHrApi(bamboohrCase.tells('{"status":"Inactive"}'));
    const [sender, stranger] = [bamboohrCase.member.createSender(), bamboohrCase.member.createSender()];
    const secret = { current: sender.secret, api: { key } };
    const webhook = await openWebhook('bamboohr', { options: { apiAddress: url }, secret });
    expect((await webhook.deliver(stranger.send(bamboohrCase.event, Date.now()))).status).toBe(401);
    expect(state.asked).toEqual([]);
  });

  test('about what is clear', async () => {
    const event = sampleOf('bamboohr', 'exit.json');
    const { deliver, queued, api } = await beside(bamboohrCase, bamboohrCase.tells('{}'), { event });
    await deliver();
    expect([queued.length, api.asked]).toEqual([1, []]);
  });

  test.each(['../users', '1001/../../login', '1?x=1', '%2e%2e', '.', '1001#', ' '])(
    'for an employee of the id %j, which would be another path',
    async (employeeId) => {
      const data = { companyId: '1', employeeId, changedFields: ['status'] };
      const event = Buffer.from(JSON.stringify({ type: 'employee.updated', timestamp: '2026-11-20T09:59:30Z', data }));
      const { deliver, queued, api } = await beside(bamboohrCase, bamboohrCase.tells('{"status":"Inactive"}'), {
        event,
      });
      await deliver();
      expect([queued, api.asked]).toEqual([[], []]);
    },
  );
});

const unknown = (): Reply => ({ status: 404, json: {} });

test('what the HR system does not know comes to what is configured', async () => {
  const waiting = await beside(bamboohrCase, unknown);
  expect((await waiting.deliver()).body).toEqual({ cases: [], ignored: 'needs-hr-api' });
  const acting = await beside(bamboohrCase, unknown, { options: { actOnUpdate: true } });
  expect((await acting.deliver()).status).toBe(202);
  expect(acting.queued).toMatchObject([{ kind: 'exit' }]);
});

const enough = '{"status":"Inactive","/internal/lifecycleStatus":{"value":"terminated"}}';

/** What may go wrong with an API. */
const failures: [string, Reply | 'redirect'][] = [
  ['is broken', { status: 500, json: {} }],
  ['refuses the credentials', { status: 401, json: {} }],
  ['has been asked too often', { status: 429, json: {} }],
  ['does not speak JSON', (response) => void response.end('<html>')],
  ['says something else', { json: ['something else'] }],
  ['leads elsewhere', 'redirect'],
  ['says too much', (response) => void response.end(enough.padEnd(2 * 1024 * 1024))],
  ['breaks off', (response) => void response.destroy()],
  ['never answers', () => {}],
];

/** Where it redirects to, it would tell what makes an exit. */
function replying(one: Case, reply: Reply | 'redirect'): (asked: Asked) => Reply {
  if (reply !== 'redirect') return () => reply;
  const told = { bamboohr: '{"status":"Inactive"}', hibob: 'terminated', lark: '[]' }[one.member.name] ?? '';
  return (asked) =>
    asked.path.startsWith('/elsewhere')
      ? one.tells(told)({ ...asked, path: asked.path.slice('/elsewhere'.length) })
      : (response) => void response.writeHead(307, { location: `/elsewhere${asked.path}` }).end();
}

describe.each([bamboohrCase, hibobCase, larkCase])('an HR API that cannot be read ($member.name)', (one) => {
  test.each(failures)('because it %s has the sender send the same again', async (_, reply) => {
    const acting = {
      bamboohr: { actOnUpdate: true },
      hibob: { actOnInactivated: true },
      lark: { actWithoutDate: true },
    };
    const options = acting[one.member.name as keyof typeof acting];
    const startedAt = performance.now();
    const { deliver, queued, log } = await beside(one, replying(one, reply), { options });
    const { status, headers, body } = await deliver();
    expect([status, headers['retry-after']]).toEqual([503, '60']);
    expect(body).toMatchObject({ error: { code: 'hr-api-unread' } });
    expect(queued).toEqual([]);
    expect(log()).toContain('The API of the HR system could not be read');
    expect(log()).not.toContain(key);
    expect(performance.now() - startedAt).toBeLessThan(one === larkCase ? 2500 : 5000);
  });
});

test('one that cannot be read, where nobody knows that the sender tries again, leaves it at what is configured', async () => {
  const { deliver, queued, log } = await beside(gustoCase, () => ({ status: 503, json: {} }));
  expect(await deliver()).toMatchObject({ status: 200, body: { cases: [], ignored: 'hr-api-unread' } });
  expect(queued).toEqual([]);
  expect(log()).toContain('The HR API answered 503');
});

test('one that tells a date that nobody can read is asked again', async () => {
  const { deliver, queued, log } = await beside(bamboohrCase, bamboohrCase.tells('{"terminationDate":"31.12.2026"}'));
  expect([(await deliver()).status, queued]).toEqual([503, []]);
  expect(log()).toContain('The HR API answered with a date that cannot be read');
});

test('one that can be read about some alone: those are taken, and all are sent again', async () => {
  const employees = ['7', '8', '9'].map((id) => ({ id, changedFields: ['status'] }));
  const { deliver, queued } = await beside(
    bamboohrCase,
    ({ path }) => (path.includes('/8?') ? { status: 500, json: {} } : { json: { status: 'Inactive' } }),
    { event: Buffer.from(JSON.stringify({ employees })) },
  );
  expect((await deliver()).status).toBe(503);
  expect(new Set(queued.map(({ person }) => person.id))).toEqual(new Set(['7', '9']));
});

test.each([
  [
    'credentials of another form',
    { secret: { api: { apiKey: key } } },
    'The secret of source bamboohr cannot be used (api.key, api.unknown fields)',
  ],
  [
    'credentials that are too short',
    { secret: { api: { key: 'short' } } },
    'The secret of source bamboohr cannot be used (api.key must be at least 16 characters, without white space)',
  ],
  ['no address', { options: {} }, 'The option apiAddress of source bamboohr is needed'],
])('%s are a fault of ours, which names the source and nothing of the secret', async (_, wrong, message) => {
  const sender = bamboohrCase.member.createSender();
  const { secret = { api: { key } }, options = { apiAddress: 'http://127.0.0.1:9' } } = wrong as Record<string, object>;
  const webhook = await openWebhook('bamboohr', { options, secret: { current: sender.secret, ...secret } });
  const { status } = await webhook.deliver(sender.send(bamboohrCase.event, Date.now()));
  expect([status, webhook.queued]).toEqual([503, []]);
  expect(webhook.log()).toContain(message);
  expect(webhook.log()).not.toContain(key);
});

/** What an API might answer, most of it close to what it documents. */
function strangeAnswers(usual: unknown): fc.Arbitrary<unknown> {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('2026-02-31', '9999-12-31', '0000-00-00', '__proto__', 'Approved'),
  );
  const changed = fc.tuple(odd, fc.infiniteStream(fc.nat())).map(([value, where]) => withReplaced(usual, value, where));
  return fc.oneof(odd, { arbitrary: changed, weight: 4 });
}

const strangest: [string, Case, usual: unknown][] = [
  ['BambooHR', bamboohrCase, { id: '1', status: 'Active', terminationDate: '2099-12-31' }],
  ['HiBob', hibobCase, { '/internal/lifecycleStatus': { value: 'terminated' } }],
  ['Gusto', gustoCase, [{ effective_date: '2027-01-15' }]],
  ['Lark', larkCase, { code: 0, tenant_access_token: 't', data: { items: [offboarding('Approved', '2026-12-24')] } }],
];

test.each(strangest)(
  'whatever %s answers makes notices that can be queued, or has the event sent again',
  async (_, one, usual) => {
    let json: unknown;
    const { deliver, queued } = await beside(one, () => ({ json: json ?? null }));
    await fc.assert(
      fc.asyncProperty(strangeAnswers(usual), async (answer) => {
        json = answer;
        const { status, body } = await deliver();
        expect([200, 202, 503]).toContain(status);
        // A 503 is of an API that cannot be read, not of a fault of ours.
        expect(status < 300 || JSON.stringify(body).includes('hr-api-unread')).toBe(true);
      }),
      { numRuns: 100 },
    );
    for (const notice of queued) expect(exitNotice.parse(notice)).toEqual(notice);
  },
);
