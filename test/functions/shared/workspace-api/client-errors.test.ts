import { describe, expect, it } from 'vitest';
import { errorFromTransport } from '../../../../functions/shared/workspace-api/client-errors.ts';
import { TransportError } from '../../../../functions/shared/workspace-api/transport.ts';

const unsent = (code: string) => errorFromTransport('ListDesktops', new TransportError(false, code, 'no'));

describe('a connection that could not be made', () => {
  it.each([
    ['ENOTFOUND', false, 'There is no such host: check WORKSPACE_ENDPOINT'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'certificate is not the expected one: check WORKSPACE_ENDPOINT'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'certificate is not the expected one'],
    ['ECONNREFUSED', true, 'Nothing listens there: check WORKSPACE_ENDPOINT'],
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
    expect(errorFromTransport('BatchDetachInstances', new Error('what?'))).toMatchObject({
      kind: 'lost',
      applied: 'unknown',
    });
  });
});
