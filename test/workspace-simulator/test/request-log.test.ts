import { expect, it } from 'vitest';
import { RequestLog } from '../gateway/request-log.ts';

it('the log keeps the latest 10,000 requests at least, and does not grow without end', () => {
  const log = new RequestLog();
  for (let at = 1; at <= 45_000; at += 1) {
    log.add({ at, operation: '', method: '', path: '', query: '', status: 200, requestId: '', changed: [], later: [] });
  }
  expect(log.entries.at(-1)?.at).toBe(45_000);
  expect(log.entries.length).toBeGreaterThanOrEqual(10_000);
  expect(log.entries.length).toBeLessThanOrEqual(20_000);
});
