import { describe, expect, it } from 'vitest';
import { errorFromTransport } from '../../../../../functions/shared/workspace-api/call/client-errors.ts';
import { TransportError } from '../../../../../functions/shared/workspace-api/call/transport.ts';

const origin = 'https://workspace.ap-nowhere-1.myhuaweicloud.com';
const unsent = (code: string) => errorFromTransport('ListDesktops', origin, new TransportError(false, code, 'no'));

describe('a connection that could not be made', () => {
  it.each([
    ['ENOTFOUND', false, `There is no host ${origin}: check WORKSPACE_ENDPOINT`],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      false,
      `certificate of ${origin} is not the expected one: check WORKSPACE_ENDPOINT`,
    ],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'is not the expected one'],
    ['ECONNREFUSED', true, `Nothing listens at ${origin}: check WORKSPACE_ENDPOINT`],
    ['UND_ERR_CONNECT_TIMEOUT', true, 'could not be sent'],
    ['EAI_AGAIN', true, 'could not be sent'],
  ])('with %s is certainly not applied (worth another try: %s) and says what to check', (code, retryable, words) => {
    const error = unsent(code);
    expect(error).toMatchObject({ kind: 'not-sent', code: `Client.${code}`, applied: 'no', retryable });
    expect(error.message).toContain(words);
  });
});

describe('anything unexpected while sending', () => {
  it('leaves the outcome open', () => {
    expect(errorFromTransport('BatchDetachInstances', origin, new Error('what?'))).toMatchObject({
      kind: 'lost',
      applied: 'unknown',
    });
  });
});
