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
    };
  },
};
