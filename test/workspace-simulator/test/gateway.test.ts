import { describe, expect, it } from 'vitest';
import { startForTest } from './start-for-test.ts';

describe('the gateway', () => {
  it('gives every answer a request id of its own', async () => {
    const { get } = await startForTest();
    const ids = [await get('/desktops'), await get('/nowhere')].map(({ headers }) => headers.get('x-request-id'));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('says what time it is by its own clock', async () => {
    const { get, clock } = await startForTest();
    clock.advance(90_000);
    expect((await get('/desktops')).headers.get('date')).toBe('Fri, 20 Nov 2026 10:01:30 GMT');
  });

  it.each([
    ['GET', '/nowhere'],
    ['DELETE', '/desktops'],
    ['GET', '//v9/other'],
  ])('does not know %s %s', async (method, path) => {
    const { send } = await startForTest();
    expect(await send(method, path)).toMatchObject({ status: 404, json: { error_code: 'APIGW.0101' } });
  });

  it('says in the shape of the service that the project is not one of the caller', async () => {
    const { get } = await startForTest();
    const answer = await get('//v2/0000000000000000000000000000dead/desktops');
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ error_code: 'WKS.00170312', error_msg: expect.stringContaining('dead') as unknown });
  });

  it.each(['', 'text/plain'])('refuses a request of content type "%s"', async (contentType) => {
    const { get } = await startForTest();
    expect(await get('/desktops', { contentType })).toMatchObject({ status: 400, json: { error_code: 'WKS.0001' } });
  });

  it.each(['application/json;charset=utf-8', 'application/json;charset=UTF-8'])(
    'takes content type %s',
    async (contentType) => {
      const { get } = await startForTest();
      expect((await get('/desktops', { contentType })).status).toBe(200);
    },
  );

  it.each([
    ['no body', undefined],
    ['half a body', '{"desktops":'],
    ['an empty list', { desktops: [] }],
    [
      '101 desktops',
      { desktops: Array.from({ length: 101 }, (_, n) => ({ desktop_id: String(n), is_detach_all_users: true })) },
    ],
    ['a user without a name', { desktops: [{ desktop_id: 'd', detach_user_infos: [{ user_id: 'u' }] }] }],
  ])('refuses %s with WKS.0001', async (_, body) => {
    const { post } = await startForTest();
    expect(await post('/desktops/batch-detach', body)).toMatchObject({ status: 400, json: { error_code: 'WKS.0001' } });
  });

  it('refuses a body of more than 12 MB', async () => {
    const { post } = await startForTest();
    const answer = await post('/desktops/detach', ' '.repeat(12 * 1024 * 1024 + 1));
    expect(answer).toMatchObject({ status: 413, json: { error_code: 'APIGW.0201' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('notes a query parameter nobody knows, for it is a filter that filters nothing', async () => {
    const { get, simulator } = await startForTest();
    await get('/desktops/detail?user_nmaes=a');
    expect(simulator.requests[0]).toMatchObject({ status: 200, warnings: ['unknown query parameter user_nmaes'] });
  });
});
