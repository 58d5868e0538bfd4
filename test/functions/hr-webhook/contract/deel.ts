import { type ContractMember, sampleOf } from './contract-member.ts';
import { createHmacSender } from './hmac-sender.ts';

const deelSender = () =>
  createHmacSender({
    header: 'x-deel-signature',
    message: (body) => Buffer.concat([Buffer.from('POST'), body]),
  });

export const deel: readonly ContractMember[] = [
  { name: 'deel', exit: sampleOf('deel', 'exit.json'), createSender: deelSender },
  { name: 'deel', variant: 'many contracts', exit: sampleOf('deel', 'batch.json'), createSender: deelSender },
];
