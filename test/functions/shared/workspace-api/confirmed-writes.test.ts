import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, collect, projectId } from './support/client.ts';
import { type FakeApi, type Reply, startFakeApi } from './support/fake-api.ts';

let api: FakeApi;
beforeEach(async () => {
  api = await startFakeApi();
});
afterEach(() => api.close());

type Client = ReturnType<typeof clientOf>['client'];
const base = `/v2/${projectId}`;
const withoutAnswer: [string, string, string, (client: Client) => Promise<unknown>][] = [
  ['unbinding', 'POST', `${base}/eips/unbinding`, async (client) => (await client.unbindEips(['d1']))[0]],
  ['binding', 'POST', `${base}/eips/binding`, (client) => client.bindEip({ eipId: 'e1', desktopId: 'd1' })],
  ['logging off', 'POST', `${base}/desktops/logoff`, async (client) => (await client.logOffDesktops(['d1']))[0]],
  ['locking', 'POST', `${base}/users/u1/actions`, (client) => client.lockUser('u1')],
  ['releasing', 'DELETE', `/v1/${projectId}/publicips/e1`, (client) => client.releasePublicIp('e1')],
];
const withAnswer: typeof withoutAnswer = [
  [
    'detaching',
    'POST',
    `${base}/desktops/batch-detach`,
    async (client) => (await client.batchDetach([{ desktopId: 'd1', users: 'all' }]))[0],
  ],
  ['stopping', 'POST', `${base}/desktops/action`, async (client) => (await client.stopDesktops(['d1']))[0]],
];
const all = [...withoutAnswer, ...withAnswer];

async function outcomeOf([, method, path, write]: (typeof all)[number], reply: Reply) {
  api.on(method, path, reply);
  const { client } = clientOf(api, { endpoints: { eip: api.url } });
  return write(client);
}

describe.each(all)('a 200 to %s', (...operation) => {
  it.each([
    ['a web page', { text: '<html>log in</html>' }],
    ['half a document', { text: '{"failed_operation_' }],
    ['a list', { json: [] }],
    ['null', { text: 'null' }],
    ['a word', { json: 'ok' }],
    ['a failure list that is none', { json: { failed_operation_list: {} } }],
    ["the service's error", { json: { error_code: 'WKS.00010109', error_msg: 'no' } }],
    ['a message and no code', { json: { error_msg: 'no' } }],
  ])('with %s leaves it in doubt', async (_, reply) => {
    expect(await outcomeOf(operation, reply)).toMatchObject({ outcome: 'unknown' });
  });

  it("with the gateway's error is certainly not applied", async () => {
    const json = { error_code: 'APIGW.0301', error_msg: 'Incorrect IAM authentication information' };
    expect(await outcomeOf(operation, { json })).toMatchObject({ outcome: 'failed', code: 'APIGW.0301' });
  });

  it('with an empty object is done', async () => {
    expect(await outcomeOf(operation, { json: {} })).toMatchObject({ outcome: 'done' });
  });
});

describe('operations without an answer', () => {
  it.each(withoutAnswer)('take nothing at all for done: %s', async (...operation) => {
    expect(await outcomeOf(operation, { text: '' })).toMatchObject({ outcome: 'done' });
  });

  it('are sorted by desktop all the same when they list failures', async () => {
    const failed_operation_list = [{ desktop_id: 'd2', error_code: 'WKS.00010032', error_msg: 'busy' }];
    api.on('POST', `${base}/eips/unbinding`, { json: { failed_operation_list } });
    const { client } = clientOf(api);
    expect((await client.unbindEips(['d1', 'd2'])).map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
  });

  it('on one thing are not done when they list a failure', async () => {
    const json = { failed_operation_list: [{ error_code: 'WKS.1', error_msg: 'no' }] };
    expect(await outcomeOf(withoutAnswer[1]!, { json })).toMatchObject({ outcome: 'failed', code: 'WKS.1' });
    expect(await outcomeOf(withoutAnswer[3]!, { json })).toMatchObject({ outcome: 'unknown', code: 'WKS.1' });
  });
});

describe('a list', () => {
  it('that is an error under a 200 is not an empty one', async () => {
    api.on('GET', `${base}/eips`, { json: { error_code: 'WKS.1', error_msg: 'no' } });
    await expect(collect(clientOf(api).client.listEips())).rejects.toMatchObject({ code: 'WKS.1' });
  });
});
