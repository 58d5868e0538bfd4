import { sendMany } from './send-many.ts';

/** By then V8 has compiled what is hot, however busy the machine is. */
const warmUpRequests = 4000;
const spellMs = 200;
const spells = 6;

/** Requests answered, and the processor time that the server and the stand-in for SQS took for them. */
export type Spell = { answered: number; serverMs: number; queueMs: number };

export type Runner = () => Promise<Spell>;

/**
 * Sends one request again and again to a server that tells its processor time: until it is warm, and then whenever it runs.
 *
 * @param queue the stand-in for SQS, which tells its own
 */
export async function warmRunner(url: string, request: Buffer, queue: string): Promise<Runner> {
  for (let sent = 0; sent < warmUpRequests; ) sent += await sendMany(url, request, spellMs);
  return async () => {
    const [serverBefore, queueBefore] = [await processorMsOf(url), await processorMsOf(queue)];
    const answered = await sendMany(url, request, spellMs);
    const serverMs = (await processorMsOf(url)) - serverBefore;
    return { answered, serverMs, queueMs: (await processorMsOf(queue)) - queueBefore };
  };
}

/** One after the other, again and again, so that a busy spell slows all of them; the sum of each one's spells. */
export async function takeTurns<Name extends string>(runners: Record<Name, Runner>): Promise<Record<Name, Spell>> {
  const sums = new Map<string, Spell>();
  for (let turn = 0; turn < spells; turn++) {
    for (const [name, run] of Object.entries<Runner>(runners))
      sums.set(name, sumOf([sums.get(name) ?? none, await run()]));
  }
  return Object.fromEntries(sums) as Record<Name, Spell>;
}

const none: Spell = { answered: 0, serverMs: 0, queueMs: 0 };

export function sumOf(all: readonly Spell[]): Spell {
  return all.reduce((sum, one) => ({
    answered: sum.answered + one.answered,
    serverMs: sum.serverMs + one.serverMs,
    queueMs: sum.queueMs + one.queueMs,
  }));
}

/** As many requests as fit into a second of the server's processor time. */
export function perSecond({ answered, serverMs }: Spell): number {
  return (1000 * answered) / serverMs;
}

async function processorMsOf(url: string): Promise<number> {
  const { user, system } = (await (await fetch(`${url}/processor-time`)).json()) as NodeJS.CpuUsage;
  return (user + system) / 1000;
}
