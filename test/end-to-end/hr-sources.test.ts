import { afterAll, describe, expect, test } from 'vitest';
import type { SentRequest } from '../functions/hr-webhook/contract/contract-member.ts';
import { members } from '../functions/hr-webhook/contract/members.ts';
import { startTestStack } from './local-stack.ts';

/** Every source once, with a sender of its own; its variants differ in nothing that the gateway could change. */
const sources = [...new Map(members.map((member) => [member.name, member])).values()].map((member) => ({
  ...member,
  sender: member.createSender(),
}));

const stack = await startTestStack({
  config: { hr: { sources: Object.fromEntries(sources.map(({ name, options = {} }) => [name, options])) } },
});
afterAll(() => stack.close());

for (const { name, sender } of sources)
  await stack.putSecret(`SecretHr${outputName(name)}`, { current: sender.secret });

describe.each(sources)('$name, through the gateway and the deployed function,', ({ name, exit, sender }) => {
  const sent = sender.send(exit, Date.now());

  test('takes what its sender sends', async () => {
    expect(await post(name, sent)).toSatisfy((status: number) => status >= 200 && status < 300);
  });

  test('refuses it with anything changed that vouches for it', async () => {
    expect(await post(name, withoutVouching(sent))).toBe(401);
  });
});

test('each was taken once, and no refusal was for a fault of ours', () => {
  expect(stack.logged({ message: 'Took a request' })).toHaveLength(sources.length);
  expect(stack.logged({ message: 'Refused a request', code: 'try-again' })).toEqual([]);
});

async function post(name: string, { method = 'POST', headers, query = {}, body }: SentRequest): Promise<number> {
  const address = `${stack.stack.outputs['Api']}/hr/${name}?${new URLSearchParams(query).toString()}`;
  const response = await fetch(address, { method, headers, ...(method !== 'GET' && { body: new Uint8Array(body) }) });
  await response.arrayBuffer();
  return response.status;
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

function outputName(source: string): string {
  return source.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
