import { type ContractMember, sampleOf } from './contract-member.ts';
import { createHmacSender } from './hmac-sender.ts';

export const merge: ContractMember = {
  name: 'merge',
  exit: sampleOf('merge', 'exit.json'),
  createSender: () => createHmacSender({ header: 'x-merge-webhook-signature', encoding: 'base64url' }),
};
