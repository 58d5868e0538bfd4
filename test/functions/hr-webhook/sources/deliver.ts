import type { ContractMember } from '../contract/contract-member.ts';
import { type Delivered, now, openDoor } from '../contract/open-door.ts';

type How = {
  /** The source's. @default the member's */
  options?: unknown;
  /** When it is sent and arrives, epoch milliseconds. @default ten */
  at?: number;
  query?: Record<string, string>;
};

/** Signs content as a source's sender does, and delivers it to the source. Objects are sent as JSON. */
export function deliver(member: ContractMember, content: Buffer | object, how: How = {}): Promise<Delivered> {
  const { options = member.options, at = now, query } = how;
  const sender = member.createSender();
  const body = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const sent = sender.send(body, at);
  const door = openDoor(member.name, options, { current: sender.secret });
  return door.deliver({ ...sent, ...(query && { query }) }, { at });
}

/** What of an answer its sender could act on. */
export function answered({ status, body }: Delivered): { status: number } & Record<string, unknown> {
  return { status, ...(JSON.parse(body) as Record<string, unknown>) };
}
