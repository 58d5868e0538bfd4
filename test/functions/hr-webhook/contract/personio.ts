import { type ContractMember, sampleOf } from './contract-member.ts';
import { createHmacSender } from './hmac-sender.ts';

export const personio: readonly ContractMember[] = [
  {
    name: 'personio',
    exit: sampleOf('personio', 'exit.json'),
    createSender: () => createHmacSender({ header: 'x-personio-signature' }),
  },
  {
    name: 'personio',
    variant: 'with a prefix and another header',
    options: { signatureHeader: 'x-of-your-choice' },
    exit: sampleOf('personio', 'exit.json'),
    createSender: () => createHmacSender({ header: 'x-of-your-choice', prefix: 'sha256=' }),
  },
];
