import { randomBytes } from 'node:crypto';
import { type ContractMember, sampleOf } from './contract-member.ts';

export const okta: ContractMember = {
  name: 'okta',
  exit: sampleOf('okta', 'batch.json'),
  createSender() {
    const secret = `Basic ${randomBytes(32).toString('base64')}`;
    return {
      secret,
      send: (body) => ({ headers: { 'content-type': 'application/json', authorization: secret }, body }),
      check() {
        const challenge = randomBytes(32).toString('base64url');
        const headers = { authorization: secret, 'x-okta-verification-challenge': challenge };
        return {
          sent: { method: 'GET', headers, body: Buffer.alloc(0) },
          isContentWith: (body) => body === JSON.stringify({ verification: challenge }),
        };
      },
    };
  },
};
