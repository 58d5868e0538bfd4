import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { listen } from '../../infra/local/listen.ts';
import { pascalCase } from '../../infra/pascal-case.ts';
import { type SentRequest, sampleOf } from '../functions/hr-webhook/contract/contract-member.ts';
import { members } from '../functions/hr-webhook/contract/members.ts';
import { startTestStack } from './local-stack.ts';

/** Every source once, with a sender of its own; its variants differ in nothing that the gateway could change. */
const sources = [...new Map(members.map((member) => [member.name, member])).values()].map((member) => ({
  ...member,
  sender: member.createSender(),
}));

/** BambooHR's own API, which says of everybody that they have left. */
const hrApi = await listen((_, response) => void response.end('{"status":"Inactive"}'));
afterAll(() => hrApi.close());

const options = Object.fromEntries(sources.map(({ name, options: given = {} }) => [name, given]));
const stack = await startTestStack({
  config: { hr: { sources: { ...options, bamboohr: { apiAddress: hrApi.url } } } },
});
afterAll(() => stack.close());

for (const { name, sender } of sources) {
  const api = name === 'bamboohr' && { api: { key: randomBytes(20).toString('hex') } };
  await stack.putSecret(`SecretHr${pascalCase(name)}`, { current: sender.secret, ...api });
}

describe.each(sources)('$name, through the gateway and the deployed function,', ({ name, exit, sender }) => {
  const sent = sender.send(exit, Date.now());

  test('takes what its sender sends', async () => {
    const { status } = await post(name, sent);
    expect(status).toSatisfy((one: number) => one >= 200 && one < 300);
  });

  test('refuses it with anything changed that vouches for it', async () => {
    expect((await post(name, withoutVouching(sent))).status).toBe(401);
  });
});

const checking = sources.flatMap(({ name, sender }) => (sender.check ? [{ name, check: sender.check }] : []));

test.each(checking)('$name is answered when it checks the address', async ({ name, check }) => {
  const { sent, isContentWith } = check(Date.now());
  const { status, body } = await post(name, sent);
  expect([status, isContentWith(body)]).toEqual([200, true]);
});

test('what an event leaves open is asked of the HR system', async () => {
  const event = sampleOf('bamboohr', 'needs-hr-api.json');
  const sent = sources.find(({ name }) => name === 'bamboohr')?.sender.send(event, Date.now());
  const { status, body } = await post('bamboohr', sent as SentRequest);
  expect([status, JSON.parse(body)]).toEqual([202, { cases: [expect.stringMatching(/^case-/)] }]);
});

test('each was taken once, and no refusal was for a fault of ours', () => {
  expect(stack.logged({ message: 'Took a request' })).toHaveLength(sources.length + checking.length + 1);
  expect(stack.logged({ message: 'Refused a request', code: 'try-again' })).toEqual([]);
});

async function post(name: string, { method = 'POST', headers, query = {}, body }: SentRequest) {
  const address = `${stack.stack.outputs['Api']}/hr/${name}?${new URLSearchParams(query).toString()}`;
  const response = await fetch(address, { method, headers, ...(method !== 'GET' && { body: new Uint8Array(body) }) });
  return { status: response.status, body: await response.text() };
}

/** Every header and parameter of the sender's own is still there, and says something else. */
function withoutVouching({ headers, query = {}, ...sent }: SentRequest): SentRequest {
  const { 'content-type': contentType = '', ...own } = headers;
  return { ...sent, headers: { 'content-type': contentType, ...changed(own) }, query: changed(query) };
}

function changed(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, withAnotherLetter(value)]));
}

function withAnotherLetter(value: string): string {
  return value.replace(/[a-z\d]/i, (one) => (one === '1' ? '2' : '1'));
}
