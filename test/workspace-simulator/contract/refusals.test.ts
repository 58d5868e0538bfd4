import { describe, expect, it } from 'vitest';
import { call } from '../test/call-simulator.ts';
import { callers, startContract } from './start-contract.ts';

const minutes = 60_000;
const gatewayFields = ['error_msg', 'error_code', 'request_id'];
const serviceFields = ['error_code', 'error_msg'];

describe.each(callers)('what the service refuses, seen through %s,', (_, createCaller) => {
  it('is more calls than the budget of a minute, in the words of the gateway', async () => {
    const { service, simulator } = await startContract(createCaller);
    simulator.fault({ operation: 'ListDesktopsEips', kind: '429', times: 9 });
    expect(await service.refusal()).toMatchObject({
      status: 429,
      code: 'APIGW.0308',
      message: expect.stringContaining(
        'The throttling threshold has been reached: policy user over ratelimit,limit:100,time:1 minute',
      ) as unknown,
    });
  });

  it('is taken again when the minute is over', async () => {
    const { service, simulator, clock } = await startContract(createCaller, {
      budget: { readsPerMinute: 2, writesPerMinute: 100 },
    });
    const before = clock.now();
    for (let nth = 1; nth <= 3; nth++) expect(await service.eips('bind')).toEqual([]);
    expect(simulator.requests.slice(0, 3).map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(simulator.requests.at(-1)?.status).toBe(200);
    expect(clock.now() - before).toBeGreaterThanOrEqual(minutes);
  });

  it.each([
    ['gateway', 403, 'APIGW.0802', 'This IAM user is forbidden in the region', gatewayFields],
    ['service', 403, 'WKS.00010099', 'The Workspace service is disabled', serviceFields],
    ['service', 400, 'WKS.0001', 'The request body is empty', serviceFields],
  ])('comes in the shape of the %s: %i %s', async (_shape, status, code, message, fields) => {
    const { service, simulator, clock } = await startContract(createCaller);
    simulator.fault({ operation: 'ListDesktopsEips', kind: 'refusal', status, code, message, times: 2 });
    expect(await service.refusal()).toEqual({
      status,
      code,
      message: expect.stringContaining(message) as unknown,
      requestId: simulator.requests.at(-1)?.requestId,
    });
    const { json } = await call(simulator, 'GET', '/eips', { at: clock.now() });
    expect(Object.keys(json as object)).toEqual(fields);
  });

  it.each([-16 * minutes, 16 * minutes])('is a request of another time (%i ms off)', async (skewMs) => {
    const { service, simulator } = await startContract(createCaller, { skewMs });
    expect(await service.refusal()).toEqual({
      status: 401,
      code: 'APIGW.0303',
      message: expect.stringContaining('signature expired by time') as unknown,
      requestId: simulator.requests.at(-1)?.requestId,
    });
    expect(simulator.requests.map(({ status }) => status)).toEqual([401]);
  });

  it.each([-14 * minutes, 14 * minutes])('is not one a few minutes off (%i ms)', async (skewMs) => {
    const { service } = await startContract(createCaller, { skewMs });
    expect(await service.refusal()).toBeUndefined();
  });

  it('is a call for the project of another', async () => {
    const { simulator, clock } = await startContract(createCaller);
    const elsewhere = createCaller({ ...simulator, projectId: 'another-project' }, clock);
    expect(await elsewhere.refusal()).toMatchObject({
      status: 400,
      code: 'WKS.00170312',
      message: expect.stringContaining('another-project') as unknown,
    });
  });

  it('is a key that does not fit', async () => {
    const { simulator, clock } = await startContract(createCaller);
    const stranger = createCaller({ ...simulator, secretKey: 'not-the-secret-key-of-the-simulator-40ch' }, clock);
    expect(await stranger.refusal()).toMatchObject({ status: 401, code: 'APIGW.0301' });
  });
});
