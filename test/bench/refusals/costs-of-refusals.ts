import { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createWebhook } from '../../../functions/hr-webhook/create-webhook.ts';
import { openSources } from '../../../functions/hr-webhook/open-sources.ts';
import { sources } from '../../../functions/hr-webhook/sources.ts';
import { authorize } from '../../../functions/scim/authorize.ts';
import type { Answer } from '../../../functions/scim/scim-answer.ts';
import { scimErrors } from '../../../functions/scim/scim-errors.ts';
import type { ContractMember, SentRequest } from '../../functions/hr-webhook/contract/contract-member.ts';
import { members } from '../../functions/hr-webhook/contract/members.ts';
import { toEvent } from '../../functions/hr-webhook/contract/open-door.ts';
import { bodies, signatureLists } from './bodies.ts';

/** The least of so many is what it costs; the others have waited for this machine. */
const tries = 9;

export type Cost = { door: string; dearest: string; times: number; ms: number };

type Handler = (event: APIGatewayProxyEventV2, context: Context) => unknown;

const log = new Logger({ logLevel: 'SILENT' });

/** The dearest request of a stranger for each door, and how many times as much it costs as the cheapest of its size. */
export async function costsOfRefusals(): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const member of members) costs.push(await dearestOf(titleOf(member), webhookOf(member), requestsTo(member)));
  return [...costs, await dearestOf('scim', scim(), scimRequests())];
}

/** With two live secrets, as while one is changed: that is when a refusal costs most. */
function webhookOf(member: ContractMember): Handler {
  const stored = JSON.stringify({ current: member.createSender().secret, previous: member.createSender().secret });
  const read = async () => stored;
  return createWebhook({
    doors: openSources(sources, { [member.name]: { secretId: 'secret-id', options: member.options ?? {} } }),
    exits: { send: async () => {} },
    report: async () => {},
    secretStore: { get: read, refresh: read },
    checked: Promise.resolve(),
    clock: Date,
    log,
  });
}

const readToken = async () => JSON.stringify({ current: 'a-token-that-nobody-guesses' });

function scim(): Handler {
  const handler = middy<APIGatewayProxyEventV2, Answer>()
    .use(scimErrors(log))
    .handler(async (event) => {
      await authorize(event.headers['authorization'], 'secret-id', { get: readToken, refresh: readToken });
      return { statusCode: 204 };
    });
  return handler;
}

type Requests = Iterable<[what: string, source: string, sent: SentRequest]>;

/** What a stranger may send: signed with a key of their own, not at all, and with more signatures than anybody has. */
function* requestsTo(member: ContractMember): Requests {
  const stranger = member.createSender();
  for (const [what, text] of Object.entries(bodies)) {
    const sent = stranger.send(Buffer.from(text), Date.now());
    yield [what, member.name, sent];
    const type = sent.headers['content-type'] ?? '';
    yield [`${what}, unsigned`, member.name, { ...sent, headers: { 'content-type': type }, query: {} }];
    const header = Object.keys(sent.headers).find((name) => /^(?:webhook|svix|finch)-signature$/.test(name));
    for (const [list, value] of Object.entries(header === undefined ? {} : signatureLists))
      yield [`${what}, ${list}`, member.name, { ...sent, headers: { ...sent.headers, [header ?? '']: value } }];
  }
}

function* scimRequests(): Requests {
  for (const [what, text] of Object.entries(bodies)) {
    const headers = { 'content-type': 'application/scim+json', authorization: `Bearer ${'x'.repeat(8000)}` };
    yield [what, 'scim', { headers, body: Buffer.from(text) }];
  }
}

async function dearestOf(door: string, handler: Handler, requests: Requests): Promise<Cost> {
  const nobody = webhookOf(members[0] as ContractMember);
  let found: Cost = { door, dearest: 'none', times: 0, ms: 0 };
  for (const [dearest, source, sent] of requests) {
    const ms = await costOf(handler, JSON.stringify(toEvent(source, sent)));
    // Refused before anything of it is looked at.
    const cheapest = await costOf(nobody, JSON.stringify(toEvent('nowhere', sent)));
    if (ms / cheapest > found.times) found = { door, dearest, times: ms / cheapest, ms };
  }
  return found;
}

/** Processor time in milliseconds, with the reading of the event, which is Lambda's. */
async function costOf(handler: Handler, event: string): Promise<number> {
  const costs: number[] = [];
  for (let each = 0; each < tries; each++) {
    const before = process.cpuUsage();
    await handler(JSON.parse(event) as APIGatewayProxyEventV2, {} as Context);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  return Math.min(...costs);
}

function titleOf({ name, variant }: ContractMember): string {
  return variant === undefined ? name : `${name}, ${variant}`;
}
