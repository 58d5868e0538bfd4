import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type SentRequest, sampleOf } from '../../functions/hr-webhook/contract/contract-member.ts';
import { members } from '../../functions/hr-webhook/contract/members.ts';

/** One source with a sender of its own, which says that somebody leaves. */
export type Delivery = {
  source: string;
  /** What Secrets Manager holds. */
  secret: { current: unknown };
  /** Signs it, at an instant in epoch milliseconds: the request of one delivery. */
  sign: (at: number) => SentRequest;
};

/** A delivery for every source that there is. */
export function deliveries(): Delivery[] {
  const firsts = new Map(members.toReversed().map((member) => [member.name, member]));
  return [...firsts.values()].toReversed().map(({ name, createSender }) => {
    const sender = createSender();
    const exit = exitOf(name);
    return { source: name, secret: { current: sender.secret }, sign: (at) => sender.send(exit, at) };
  });
}

function exitOf(source: string): Buffer {
  const isThere = (file: string) => existsSync(join(import.meta.dirname, '../../../events/hr', source, file));
  return sampleOf(source, isThere('exit.json') ? 'exit.json' : 'exit.xml');
}

/** What Secrets Manager holds for them, by source. */
export function secretsOf(all: readonly Delivery[]): Record<string, unknown> {
  return Object.fromEntries(all.map(({ source, secret }) => [source, secret]));
}
