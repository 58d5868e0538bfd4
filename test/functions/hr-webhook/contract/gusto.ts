import { type ContractMember, sampleOf } from './contract-member.ts';
import { createHmacSender } from './hmac-sender.ts';

export const gusto: ContractMember = {
  name: 'gusto',
  exit: sampleOf('gusto', 'exit.json'),
  createSender: () => createHmacSender({ header: 'x-gusto-signature' }),
};
