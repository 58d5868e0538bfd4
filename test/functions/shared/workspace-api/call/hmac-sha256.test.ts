import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hmacSha256 } from '../../../../../functions/shared/workspace-api/call/hmac-sha256.ts';

describe('HMAC-SHA256', () => {
  it('is what Node computes, for keys of any length and any number of messages', () => {
    const secrets = fc.string({ unit: 'binary', maxLength: 150, size: 'max' });
    const messages = fc.array(fc.string({ unit: 'binary-ascii', minLength: 97, maxLength: 97 }), { minLength: 2 });
    const property = fc.property(secrets, messages, (secret, texts) => {
      const hmac = hmacSha256(secret, 97);
      return texts.every((text) => hmac(text) === createHmac('sha256', secret).update(text).digest('hex'));
    });
    expect(fc.check(property, { numRuns: 500 })).toMatchObject({ failed: false });
  });

  it('refuses a message of another length, which would be cut or leave old bytes behind', () => {
    expect(() => hmacSha256('key', 3)('ab')).toThrow(RangeError);
    expect(() => hmacSha256('key', 3)('abcd')).toThrow(RangeError);
  });
});
