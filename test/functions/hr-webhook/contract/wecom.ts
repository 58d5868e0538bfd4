import { randomBytes } from 'node:crypto';
import { type ContractMember, type Sender, sampleOf } from './contract-member.ts';
import { createSealingSender } from './sealing-sender.ts';

const common = { name: 'wecom', createSender, staleAfterMs: 5 * 60_000 };

export const wecom: readonly ContractMember[] = [
  { ...common, exit: sampleOf('wecom', 'exit.xml') },
  { ...common, variant: "of a supplier's suite", exit: sampleOf('wecom', 'exit-suite.xml') },
];

function createSender(): Sender {
  const corpId = `ww${randomBytes(8).toString('hex')}`;
  const { token, aesKey, seal } = createSealingSender(corpId);
  return {
    secret: { token, aesKey, corpId },
    send(content: Buffer, at: number) {
      const { signature, timestamp, nonce, encrypted } = seal(content, Math.floor(at / 1000));
      return {
        headers: { 'content-type': 'text/xml' },
        query: { msg_signature: signature, timestamp, nonce },
        // Without ToUserName and AgentID, which nobody signs and nobody reads: changing those changes nothing.
        body: Buffer.from(`<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`),
      };
    },
    check(at) {
      const { signature, timestamp, nonce, encrypted } = seal(
        sampleOf('wecom', 'challenge.txt'),
        Math.floor(at / 1000),
      );
      const query = { msg_signature: signature, timestamp, nonce, echostr: encrypted };
      return {
        sent: { method: 'GET', headers: {}, query, body: Buffer.alloc(0) },
        isContentWith: (body) => body === sampleOf('wecom', 'challenge.txt').toString(),
      };
    },
  };
}
