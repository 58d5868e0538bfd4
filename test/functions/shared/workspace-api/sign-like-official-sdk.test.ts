import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { encode, encodeQuery } from '../../../../functions/shared/workspace-api/call/encode.ts';
import { signRequest } from '../../../../functions/shared/workspace-api/call/sign.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
/** As most names and ids are: nothing to escape. */
const plain = fc.stringMatching(/^[\w.~-]{0,12}$/);
// The official signer encodes what Node's URL parser has already escaped a second time; such characters are left out.
const segment = fc.stringMatching(/^[\w.~!()*@:,=+$&\u00e4\u4e2d\u{1f5a5}-]{1,12}$/u);
const header = fc.tuple(fc.stringMatching(/^x-[a-r][a-z]{0,8}$/), fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/));

const requests = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  host: fc.constantFrom('workspace.ap-southeast-1.myhuaweicloud.com', '127.0.0.1:8788'),
  segments: fc.array(segment, { minLength: 1, maxLength: 5 }),
  trailingSlash: fc.boolean(),
  query: fc.dictionary(
    text,
    fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.array(text, { maxLength: 4 }),
      fc.array(plain, { maxLength: 100 }),
      fc.array(fc.oneof({ arbitrary: plain, weight: 9 }, text), { maxLength: 20 }),
    ),
  ),
  headers: fc.array(header, { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
  securityToken: fc.option(fc.base64String({ minLength: 20, maxLength: 60 }), { nil: undefined }),
  body: fc.option(fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.array(text))), { nil: undefined }),
  now: fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }),
  accessKey: fc.stringMatching(/^[A-Z0-9]{20}$/),
  secretKey: fc.stringMatching(/^[A-Za-z0-9]{40}$/),
});

it('signs whatever request as the official SDK does', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const { method, host, query, headers, securityToken, body, now, accessKey, secretKey } = request;
      const slash = request.trailingSlash ? '/' : '';

      const ours = signRequest(
        {
          method,
          path: `/${request.segments.map(encode).join('/')}${slash}`,
          query: encodeQuery(query),
          headers: { ...headers, host },
          body: body === undefined ? '' : JSON.stringify(body),
        },
        securityToken === undefined ? { accessKey, secretKey } : { accessKey, secretKey, securityToken },
        now,
      );
      const theirs = AKSKSigner.sign(
        {
          method,
          endpoint: `https://${host}/${request.segments.join('/')}${slash}`,
          queryParams: structuredClone(query),
          headers: {
            ...headers,
            'X-Sdk-Date': ours['X-Sdk-Date'],
            ...(securityToken !== undefined && { 'X-Security-Token': securityToken }),
          },
          ...(body && { data: body }),
        },
        { getAk: () => accessKey, getSk: () => secretKey } as never,
      );
      expect(ours['Authorization']).toBe((theirs as Record<string, string>)['Authorization']);
    }),
    { numRuns: 4_000 },
  );
});
