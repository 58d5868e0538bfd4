import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { errorFromAnswer } from '../../../../../functions/shared/workspace-api/call/error-from-answer.ts';

const now = Date.UTC(2026, 10, 20, 10);
const errorOf = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  errorFromAnswer(
    { name: 'ListDesktops' },
    { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
    now,
  );

describe('the body of an error', () => {
  it.each([
    ['the service’s', { error_code: 'WKS.0001', error_msg: 'the body is empty' }],
    ['camelCase', { errorCode: 'WKS.0001', errorMsg: 'the body is empty' }],
    ['short names', { code: 'WKS.0001', message: 'the body is empty' }],
    ['nested', { error: { error_code: 'WKS.0001', error_msg: 'the body is empty' } }],
    ['nested camelCase', { error: { code: 'WKS.0001', message: 'the body is empty' } }],
  ])('is understood in the shape: %s', (_, body) => {
    const error = errorOf(400, body);
    expect(error).toMatchObject({
      kind: 'rejected',
      code: 'WKS.0001',
      httpStatus: 400,
      retryable: false,
      applied: 'no',
    });
    expect(error.message).toBe('ListDesktops failed with WKS.0001 (HTTP 400): the body is empty');
  });

  it('gives the gateway’s request id, and the header’s before it', () => {
    const body = '{"error_msg":"over","error_code":"APIGW.0308","request_id":"from-body"}\n';
    expect(errorOf(429, body).requestId).toBe('from-body');
    expect(errorOf(429, body, { 'x-request-id': 'from-header' }).requestId).toBe('from-header');
  });

  it.each([
    ['HTML', '<html><body><h1>502 Bad Gateway</h1></body></html>'],
    ['nothing', ''],
    ['cut off', '{"error_code":"WKS.0'],
    ['no object', '"oops"'],
  ])('may be %s: then the status is all there is', (_, body) => {
    expect(errorOf(502, body)).toMatchObject({
      kind: 'unavailable',
      code: 'Http.502',
      retryable: true,
      applied: 'unknown',
    });
  });

  it('does not keep the encoded authorization message, so that nobody prints it', () => {
    const error = errorOf(403, {
      error_code: 'WKS.0403',
      error_msg: 'denied',
      encoded_authorization_message: 'SECRET',
    });
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error) + error.stack).not.toContain(
      'SECRET',
    );
  });
});

describe('errors are told apart by code before status', () => {
  it.each([
    [400, 'WKS.00170312', 'not-found'],
    [500, 'WKS.0202', 'not-found'],
    [409, 'WKS.00010032', 'conflict'],
    [400, 'WKS.0407', 'conflict'],
    [429, 'APIGW.0308', 'throttled'],
    [503, 'APIG.0308', 'throttled'],
    [401, 'APIGW.0301', 'unauthenticated'],
    [403, 'APIGW.0302', 'denied'],
    [404, 'APIGW.0101', 'rejected'],
    [503, 'APIGW.0613', 'unavailable'],
    [404, 'WKS.0404', 'not-found'],
    [413, 'APIGW.0201', 'rejected'],
    [504, 'APIGW.0201', 'unavailable'],
    [408, 'Anything', 'unavailable'],
    [418, 'Anything', 'rejected'],
  ])('%i with %s is %s', (status, error_code, kind) => {
    expect(errorOf(status, { error_code }).kind).toBe(kind);
  });
});

describe('a wrong setting', () => {
  it.each([
    [401, 'APIGW.0301', ['access key', 'WORKSPACE_SECRET_ID']],
    [401, 'APIGW.0307', ['WORKSPACE_ENDPOINT', 'region']],
    [403, 'APIGW.0302', ['WORKSPACE_PROJECT_ID', 'permission']],
    [403, 'APIGW.0802', ['WORKSPACE_ENDPOINT', 'region']],
    [404, 'APIGW.0101', ['WORKSPACE_ENDPOINT']],
    [403, 'WKS.00010099', ['WORKSPACE_PROJECT_ID', 'not open']],
    [400, 'WKS.00170312', ['WORKSPACE_PROJECT_ID']],
  ])('answered with %i %s is named with what to do', (status, error_code, words) => {
    const { message } = errorOf(status, { error_code, error_msg: 'no' });
    for (const word of words) expect(message).toContain(word);
  });

  it('behind a plain 404 is named too', () => {
    expect(errorOf(404, '<html>').message).toContain('WORKSPACE_ENDPOINT');
  });

  it('is named in a sentence of its own, and survives JSON', () => {
    const error = errorOf(400, { error_code: 'WKS.00170312', error_msg: 'tenant does not exist' });
    expect(error.message).toContain('does not exist. There is');
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({ message: error.message, code: 'WKS.00170312' });
  });

  it('of the clock is named with how far it is off', () => {
    const headers = { date: new Date(now + 20 * 60_000).toUTCString() };
    expect(errorOf(401, { error_code: 'APIGW.0303', error_msg: 'time' }, headers).message).toContain(
      "check this machine's clock (it is 20 min off the server's)",
    );
  });
});

describe('Retry-After', () => {
  it('as a date is measured by the clock of the server that named it', () => {
    const headers = { date: 'Fri, 20 Nov 2026 12:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' };
    expect(errorOf(429, '', headers).retryAfterMs).toBe(30_000);
  });

  it.each([
    ['3', 3_000],
    ['0.5', 500],
    [new Date(now + 4_000).toUTCString(), 4_000],
    [new Date(now - 4_000).toUTCString(), 0],
    ['soon', undefined],
  ])('%s is a wait of %s ms', (value, wait) => {
    expect(errorOf(429, '', { 'retry-after': value }).retryAfterMs).toBe(wait);
  });
});

describe('what a server says', () => {
  it('never brings a signature, key or token into a message', () => {
    const { message } = errorOf(401, {
      error_code: 'APIGW.0301',
      error_msg:
        'verify aksk signature fail, Authorization: SDK-HMAC-SHA256 Access=AKABC, SignedHeaders=host;x-sdk-date, ' +
        `Signature=${'ab'.repeat(32)} X-Security-Token: tok.en/${'Z'.repeat(80)}\r\n`,
    });
    expect(message).not.toMatch(/AKABC|abab|ZZZ|tok\.en/);
    expect(message).not.toMatch(/[\r\n]/);
  });

  it('never brings anything as long and opaque as a key', () => {
    const { message } = errorOf(400, { error_code: 'WKS.1', error_msg: `got ${'Zz09+/_-'.repeat(8)} instead` });
    expect(message).toContain('got [redacted] instead');
  });

  it('is cut to a readable length', () => {
    expect(errorOf(400, { error_code: 'WKS.1', error_msg: 'long text '.repeat(200) }).message.length).toBeLessThan(400);
  });
});
