import { describe, expect, it } from 'vitest';
import { startForTest } from './start-for-test.ts';

describe('throttling', () => {
  const budget = { writesPerMinute: 1, readsPerMinute: 2 };

  it('refuses the call over the budget of its API, word for word as the real one', async () => {
    const { get } = await startForTest({ budget });
    await get('/desktops');
    await get('/desktops');
    const answer = await get('/desktops');
    expect(answer.status).toBe(429);
    expect(answer.text).toBe(
      `{"error_msg":"The throttling threshold has been reached: policy user over ratelimit,limit:2,time:1 minute","error_code":"APIGW.0308","request_id":"${answer.headers.get('x-request-id')}"}\n`,
    );
    expect(answer.headers.get('retry-after')).toBeNull();
    expect((await get('/users')).status).toBe(200);
  });

  it('lets calls in again a minute after the first one', async () => {
    const { get, clock } = await startForTest({ budget });
    const statuses = [];
    for (const ms of [0, 1000, 58_999, 1]) {
      clock.advance(ms);
      statuses.push((await get('/desktops')).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  it('counts writes by their own budget, and does nothing for a refused one', async () => {
    const { post, world } = await startForTest({ budget });
    const [first, second] = [world.addDesktop({ users: ['a'] }), world.addDesktop({ users: ['b'] })];
    await post('/desktops/detach', { desktop_ids: [first.id] });
    expect((await post('/desktops/detach', { desktop_ids: [second.id] })).status).toBe(429);
    expect(world.attachedTo(first.id)).toEqual([]);
    expect(world.attachedTo(second.id)).toEqual(['b']);
  });

  it('does not count a caller it did not let in', async () => {
    const { get } = await startForTest({ budget });
    for (let calls = 0; calls < 5; calls += 1) await get('/desktops', { key: { accessKey: 'X', secretKey: 'X' } });
    expect((await get('/desktops')).status).toBe(200);
  });

  it('is the published one when nothing is said, and none when it is off', async () => {
    const published = await startForTest();
    const off = await startForTest({ budget: 'off' });
    const after = async ({ get }: typeof off) => {
      for (let calls = 0; calls < 200; calls += 1) await get('/desktops');
      return (await get('/desktops')).status;
    };
    expect(await after(published)).toBe(429);
    expect(await after(off)).toBe(200);
  });

  it('says when to come back where that is assumed', async () => {
    const { get, clock } = await startForTest({
      budget: { ...budget, readsPerMinute: 1 },
      assumptions: { retryAfterOn429: true },
    });
    await get('/desktops');
    clock.advance(20_500);
    expect((await get('/desktops')).headers.get('retry-after')).toBe('40');
  });
});
