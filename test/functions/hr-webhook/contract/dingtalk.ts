import { randomBytes } from 'node:crypto';
import { decrypt } from '@wecom/crypto';
import { type ContractMember, type Sender, sampleOf } from './contract-member.ts';
import { createSealingSender } from './sealing-sender.ts';

const common = { name: 'dingtalk', exit: sampleOf('dingtalk', 'exit.json'), staleAfterMs: 5 * 60_000 };

export const dingtalk: readonly ContractMember[] = [
  { ...common, createSender: () => createSender({ signature: 'msg_signature', timestamp: 'timestamp' }) },
  {
    ...common,
    variant: 'many people, and the query spelled otherwise',
    exit: sampleOf('dingtalk', 'batch.json'),
    createSender: () => createSender({ signature: 'signature', timestamp: 'timeStamp' }),
  },
];

function createSender(names: { signature: string; timestamp: string }): Sender {
  const ownerId = `ding${randomBytes(8).toString('hex')}`;
  const { token, aesKey, seal } = createSealingSender(ownerId);

  function send(content: Buffer, at: number) {
    const { signature, timestamp, nonce, encrypted } = seal(content, at);
    return {
      headers: { 'content-type': 'application/json' },
      query: { [names.signature]: signature, [names.timestamp]: timestamp, nonce },
      body: Buffer.from(JSON.stringify({ encrypt: encrypted })),
    };
  }

  return {
    secret: { token, aesKey, ownerId },
    send,
    check: (at) => ({
      sent: send(sampleOf('dingtalk', 'challenge.json'), at),
      isContentWith(body) {
        const { encrypt } = JSON.parse(body) as { encrypt: string };
        return decrypt(aesKey, encrypt).message === 'success';
      },
    }),
  };
}
