import { randomBytes } from 'node:crypto';
import { type ContractMember, type Sender, sampleOf } from './contract-member.ts';

export const factorial: readonly ContractMember[] = [
  { name: 'factorial', exit: sampleOf('factorial', 'exit.json'), createSender: () => factorialSender() },
  {
    name: 'factorial',
    variant: 'the older payload, which has no date',
    options: { actWithoutDate: true },
    exit: sampleOf('factorial', 'exit-v1.json'),
    createSender: () => factorialSender({ type: 'employee_terminated' }),
  },
];

/** It signs nothing: the text of the subscription comes with every delivery. */
function factorialSender(query: Record<string, string> = {}): Sender {
  const secret = randomBytes(24).toString('hex');
  return {
    secret,
    send: (body) => ({
      headers: { 'content-type': 'application/json', 'x-factorial-wh-challenge': secret },
      query,
      body,
    }),
  };
}
