import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Webhook } from 'standardwebhooks';
import type { EipLine, SweepSummary } from '../../../functions/shared/elastic-ips/eip-line.ts';
import { createEipLedger } from '../../../functions/shared/ledger/eip-ledger.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import type { LedgerLine } from '../../../functions/shared/offboarding/evidence/ledger-line.ts';
import { credentials } from '../aws/local-account.ts';
import type { Local } from '../start-local.ts';

const samples = join(import.meta.dirname, '../../../events/hr/standard-webhooks');
const longestWaitMs = 20_000;

export type Played = {
  /** The cases that the two webhooks opened, with their ledger lines. */
  leaver: { case: OffboardingCase; lines: LedgerLine[] };
  unknown: { case: OffboardingCase; lines: LedgerLine[] };
  sweep: { summary: SweepSummary; lines: EipLine[] };
};

/** Plays the samples through the front doors, as an HR system and the nightly schedule would, and waits for their end. */
export async function playSamples(local: Local, say: (step: string) => void): Promise<Played> {
  say('An HR system says that leaver1 has left');
  const leaverId = await postSigned(local, 'exit.json');
  say('It says the same of somebody whom Workspace does not know');
  const unknownId = await postSigned(local, 'exit-unknown.json');
  const leaver = await settledCase(local, leaverId);
  const unknown = await settledCase(local, unknownId);
  say('Night falls: the schedule looks for idle EIPs');
  const sweep = await nightlySweep(local);
  return { leaver, unknown, sweep };
}

/** @returns the id of the case that was opened */
async function postSigned({ description }: Local, file: string): Promise<string> {
  const body = readFileSync(join(samples, file), 'utf8');
  const [id, sentAt] = [`msg_${randomUUID()}`, new Date()];
  const signature = new Webhook(description.secrets['standard-webhooks']).sign(id, sentAt, body);
  const response = await fetch(`${description.api}/hr/standard-webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
      'webhook-signature': signature,
    },
    body,
  });
  const answer = (await response.json()) as { cases?: string[] };
  const caseId = answer.cases?.[0];
  if (response.status !== 202 || !caseId) throw new Error(`The webhook answered ${response.status} to ${file}`);
  return caseId;
}

async function settledCase({ stack, description }: Local, caseId: string): Promise<Played['leaver']> {
  return until(`case ${caseId} to settle`, async () => {
    const event = { command: 'status', by: 'demo', input: { caseId } };
    const { payload } = await stack.invoke(description.functions['operator'] ?? '', event);
    const { outcome, data } = payload as { outcome: string; data: Played['leaver'] };
    const settled = outcome === 'done' && ['closed', 'held', 'failed'].includes(data.case.status);
    return settled ? data : undefined;
  });
}

async function nightlySweep({ stack, description }: Local): Promise<Played['sweep']> {
  const { payload, functionError } = await stack.fire(description.schedules['sweep-eips'] ?? '');
  if (functionError) throw new Error(`The sweep failed: ${JSON.stringify(payload)}`);
  const summary = payload as SweepSummary;
  const client = new DynamoDBClient({ endpoint: description.aws, region: description.region, credentials });
  const ledger = createEipLedger(DynamoDBDocumentClient.from(client), description.table);
  const lines = await until('the idle EIPs to be dealt with', async () => {
    const found = await ledger.lines(summary.runId);
    return found.length >= summary.idle ? found : undefined;
  });
  client.destroy();
  return { summary, lines };
}

async function until<Result>(what: string, look: () => Promise<Result | undefined>): Promise<Result> {
  const latest = Date.now() + longestWaitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > latest) throw new Error(`Waited ${longestWaitMs / 1000} s in vain for ${what}`);
    await sleep(100);
  }
}
