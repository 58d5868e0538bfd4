import { createHash, createHmac, randomBytes } from 'node:crypto';
import { type ContractMember, sampleOf } from './contract-member.ts';

/** By Finch's published rule; `finch.test.ts` has its own client agree. */
export const finch: ContractMember = {
  name: 'finch',
  exit: sampleOf('finch', 'exit.json'),
  staleAfterMs: 5 * 60_000,
  createSender() {
    const key = randomBytes(32);
    return {
      secret: key.toString('base64'),
      send(body, at) {
        const id = createHash('sha256').update(body).digest('hex');
        const timestamp = String(Math.floor(at / 1000));
        const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
        return {
          headers: {
            'content-type': 'application/json',
            'finch-event-id': id,
            'finch-timestamp': timestamp,
            'finch-signature': `v1,${signature}`,
          },
          body,
        };
      },
    };
  },
};
