import type { SQSRecord } from 'aws-lambda';
import { type Queue, QueueSendError } from '../../functions/shared/runtime/queue.ts';
import type { Chaos } from './chaos.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';
import type { Worker } from './workers.ts';

type Message = { id: string; body: string; sentAt: number; visibleAt: number; received: number };

export type QueueParts = {
  name: string;
  scheduler: Scheduler;
  random: Random;
  trace: Trace;
  chaos: Chaos;
  visibilityMs: number;
  /** How often a message is delivered before it is a dead letter. */
  mostReceives: number;
};

export type SimulatedQueue = ReturnType<typeof createSimulatedQueue>;

/** A message, or a copy of it, turns up no later than this. */
const latestMs = 20 * 60_000;

/** SQS as it may behave: at least once, in no order, a copy now and then, and dead letters after so many deliveries. */
export function createSimulatedQueue(parts: QueueParts) {
  const { name, scheduler, random, trace, chaos, visibilityMs, mostReceives } = parts;
  const messages = new Map<string, Message>();
  let deadLetters: Message[] = [];
  let count = 0;
  let onVisible = ignore;

  function put(body: unknown): void {
    count += 1;
    const visibleAt = scheduler.now() + (random.chance(chaos.queue) ? random.int(0, latestMs) : 0);
    const id = `${name}-${count}`;
    messages.set(id, { id, body: JSON.stringify(body), sentAt: scheduler.now(), visibleAt, received: 0 });
    scheduler.at(visibleAt, () => onVisible());
  }

  /** In any order; what was received too often goes to the dead letters instead. */
  function receive(most: number): SQSRecord[] {
    const visible = [...messages.values()].filter(({ visibleAt }) => visibleAt <= scheduler.now());
    const taken: SQSRecord[] = [];
    while (visible.length > 0 && taken.length < most) {
      const [message] = visible.splice(random.int(0, visible.length - 1), 1);
      if (!message) break;
      if (message.received >= mostReceives) bury(message);
      else taken.push(deliver(message));
    }
    return taken;
  }

  function deliver(message: Message): SQSRecord {
    message.received += 1;
    message.visibleAt = scheduler.now() + (random.chance(chaos.queue) ? random.int(0, latestMs) : visibilityMs);
    scheduler.at(message.visibleAt, () => onVisible());
    return asRecord(name, message);
  }

  function bury(message: Message): void {
    trace.note(name, `${message.id} to dead letters`);
    messages.delete(message.id);
    deadLetters.push(message);
  }

  return {
    put,
    receive,
    remove: (ids: readonly string[]): void => ids.forEach((id) => messages.delete(id)),
    visibleCount: () => [...messages.values()].filter(({ visibleAt }) => visibleAt <= scheduler.now()).length,
    size: () => messages.size,
    deadLetters: () => deadLetters.length,
    whenVisible(listener: () => void): void {
      onVisible = listener;
    },
    /** An operator lets everything on the dead-letter queue be tried again. */
    redrive(): void {
      const again = deadLetters;
      deadLetters = [];
      for (const { body } of again) put(JSON.parse(body));
    },
    /** The queue as a worker has it: sending may fail with some of the messages taken. */
    of(worker: Worker): Queue {
      return {
        async send(batch) {
          for (const { body } of batch) {
            await worker.step(`sends to ${name}`, random.int(2, 20));
            if (random.chance(chaos.queue / 4)) throw new QueueSendError('SQS refused a message: InternalError');
            put(body);
          }
        },
      };
    },
  };
}

function ignore(): void {}

function asRecord(queue: string, { id, body, sentAt, received }: Message): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `${id}-${received}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(received),
      SentTimestamp: String(sentAt),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-west-1:111122223333:${queue}`,
    awsRegion: 'eu-west-1',
  };
}
