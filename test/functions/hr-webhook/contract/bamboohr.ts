import { type ContractMember, sampleOf } from './contract-member.ts';
import { createHmacSender } from './hmac-sender.ts';

const bambooSender = (timestampOf: (at: number) => string) =>
  createHmacSender({
    header: 'x-bamboohr-signature',
    headers: (at) => ({ 'x-bamboohr-timestamp': timestampOf(at) }),
    message: (body, headers) => Buffer.concat([body, Buffer.from(headers['x-bamboohr-timestamp'] ?? '')]),
  });

const common = { name: 'bamboohr', staleAfterMs: 3 * 60 * 60_000 };

export const bamboohr: readonly ContractMember[] = [
  {
    ...common,
    variant: 'one employee a request',
    exit: sampleOf('bamboohr', 'exit.json'),
    createSender: () => bambooSender((at) => String(Math.floor(at / 1000))),
  },
  {
    ...common,
    variant: 'many employees a request, timestamps in ISO 8601',
    exit: sampleOf('bamboohr', 'batch.json'),
    createSender: () => bambooSender((at) => new Date(at).toISOString()),
  },
];
