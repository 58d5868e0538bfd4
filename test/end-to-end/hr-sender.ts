import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Person } from '../../functions/shared/offboarding/case/person.ts';

/** What an HR system writes into a webhook. */
export type HrEvent = { type: string; timestamp: string; data: { employee: Person; effectiveAt?: string } };

type When = {
  effectiveAt?: string;
  /** The sender's time. @default now */
  timestamp?: string;
};

export const exitOf = (employee: Person, when: When = {}) => event('employee.exit', employee, when);
export const revocationOf = (employee: Person, when: When = {}) => event('employee.access.revoked', employee, when);
export const cancellationOf = (employee: Person, when: When = {}) => event('employee.exit.cancelled', employee, when);
export const rehireOf = (employee: Person, when: When = {}) => event('employee.rehired', employee, when);

function event(type: string, employee: Person, { effectiveAt, timestamp = inSeconds(0) }: When): HrEvent {
  return { type, timestamp, data: { employee, ...(effectiveAt !== undefined && { effectiveAt }) } };
}

/** An instant as an HR system in Singapore writes it, so many seconds from now. */
export function inSeconds(seconds: number): string {
  const there = new Date(Date.now() + seconds * 1000 + 8 * 3_600_000);
  return there.toISOString().replace('Z', '+08:00');
}

type Delivery = {
  /** The `webhook-id`, which stays the same when a sender tries again. @default a new one */
  id?: string;
  /** When it is signed. @default now */
  signedAt?: Date;
  /** What it is signed with, several while the sender changes its secret. @default the stack's */
  secrets?: string[];
  /** Laid over the headers; undefined leaves one out. */
  headers?: Record<string, string | undefined>;
  source?: string;
  method?: string;
};

export type Answer = { status: number; headers: Headers; body: unknown };

export type HrSender = {
  /** Signs and posts an event, or any text in its place, and gives the answer. */
  post(content: HrEvent | string, delivery?: Delivery): Promise<Answer>;
  /** Posts an event that is taken. @returns the id of its case */
  send(content: HrEvent, delivery?: Delivery): Promise<string>;
  /** The headers of a delivery, as `post` sends them. */
  sign(body: string, delivery?: Delivery): Record<string, string>;
  /** Every signature made so far. */
  signatures: string[];
  /** Every body posted so far. */
  bodies: string[];
};

/** An HR system that signs by Standard Webhooks, with the reference library. */
export function createHrSender(api: string, secret: string): HrSender {
  const signatures: string[] = [];
  const bodies: string[] = [];

  function sign(body: string, delivery: Delivery = {}): Record<string, string> {
    const { id = `msg_${randomUUID()}`, signedAt = new Date(), secrets = [secret] } = delivery;
    const made = secrets.map((one) => new Webhook(one).sign(id, signedAt, body));
    signatures.push(...made);
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(signedAt.getTime() / 1000)),
      'webhook-signature': made.join(' '),
      ...delivery.headers,
    };
    return Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  async function post(content: HrEvent | string, delivery: Delivery = {}): Promise<Answer> {
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    const { source = 'standard-webhooks', method = 'POST' } = delivery;
    const headers = sign(body, delivery);
    if (body !== '') bodies.push(body);
    const response = await fetch(`${api}/hr/${source}`, { method, headers, ...(method !== 'GET' && { body }) });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  async function send(content: HrEvent, delivery: Delivery = {}): Promise<string> {
    const { status, body } = await post(content, delivery);
    const [caseId] = (body as { cases?: string[] }).cases ?? [];
    if (status !== 202 || caseId === undefined)
      throw new Error(`The webhook answered ${status} ${JSON.stringify(body)}`);
    return caseId;
  }

  return { post, send, sign, signatures, bodies };
}
