import { type ContractMember, sampleOf } from './contract-member.ts';
import { createHmacSender } from './hmac-sender.ts';

export const hibob: ContractMember = {
  name: 'hibob',
  exit: sampleOf('hibob', 'exit.json'),
  createSender: () => createHmacSender({ header: 'bob-signature', algorithm: 'sha512', encoding: 'base64' }),
};
