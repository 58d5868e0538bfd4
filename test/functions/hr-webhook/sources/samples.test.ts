import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bamboohr } from '../contract/bamboohr.ts';
import { type ContractMember, sampleOf } from '../contract/contract-member.ts';
import { deel } from '../contract/deel.ts';
import { factorial } from '../contract/factorial.ts';
import { finch } from '../contract/finch.ts';
import { gusto } from '../contract/gusto.ts';
import { hibob } from '../contract/hibob.ts';
import { merge } from '../contract/merge.ts';
import { personio } from '../contract/personio.ts';
import { standardWebhooks } from '../contract/standard-webhooks.ts';
import { deliver } from './deliver.ts';

/** What comes of each sample: the kinds of its notices, or why there is none, or its refusal. */
const samples: [members: ContractMember | readonly ContractMember[], outcomes: Record<string, string>][] = [
  [
    standardWebhooks,
    {
      'access-revoked.json': 'revoke-now',
      'cancelled.json': 'cancelled',
      'exit-later.json': 'exit at 2099-12-31T18:00:00+08:00',
      'exit-unknown.json': 'exit at 2026-11-20T18:00:00+08:00',
      'exit.json': 'exit at 2026-11-20T18:00:00+08:00',
      'irrelevant.json': 'type-without-effect',
      'malformed.json': '400',
      'rehired.json': 'rehired',
    },
  ],
  [
    bamboohr,
    {
      'batch.json': 'exit, exit at 2100-01-01T00:00:00+00:00, exit; 1 rejected',
      'cancelled.json': 'cancelled',
      'deleted.json': 'exit',
      'exit-later.json': 'exit at 2100-01-01T00:00:00+00:00',
      'exit.json': 'exit',
      'irrelevant.json': 'type-without-effect',
      'malformed.json': '400',
      'needs-hr-api.json': 'needs-hr-api',
    },
  ],
  [
    hibob,
    {
      'access-revoked.json': 'revoke-now',
      'deleted.json': 'record-deleted',
      'exit.json': 'exit',
      'inactivated.json': 'leave-or-exit-unclear',
      'irrelevant.json': 'type-without-effect',
      'malformed.json': '400',
      'ping.txt': 'ping',
      'rehired.json': 'rehired',
    },
  ],
  [
    gusto,
    {
      'cancelled.json': 'cancelled',
      'exit-entered.json': 'needs-hr-api',
      'exit.json': 'exit',
      'irrelevant.json': 'type-without-effect',
      'malformed.json': '400',
      'rehired.json': 'rehired',
      'verification.json': 'verification-token',
    },
  ],
  [
    deel,
    {
      'batch.json': 'exit at 2026-11-19T00:00:00+00:00, exit; 1 rejected',
      'exit-later.json': 'exit at 2100-01-01T00:00:00+00:00',
      'exit.json': 'exit at 2026-11-19T00:00:00+00:00',
      'irrelevant.json': 'type-without-effect',
      'malformed.json': '400',
      'profile-deleted.json': 'record-deleted',
      'simulation.json': 'simulation',
    },
  ],
  [
    finch,
    {
      'exit.json': 'exit',
      'irrelevant.json': 'type-without-effect',
      'malformed.json': '400',
      'needs-hr-api.json': 'needs-hr-api',
    },
  ],
  [
    merge,
    {
      'announced.json': 'rehired',
      'exit.json': 'exit at 2026-11-19T00:00:00+00:00',
      'irrelevant.json': 'type-without-effect',
      'malformed.json': '400',
      'rehired.json': 'rehired',
      'removed.json': 'type-without-effect',
    },
  ],
  [
    personio,
    {
      'exit.json': 'exit',
      'irrelevant.json': 'type-without-effect',
      'malformed.json': '400',
      'rehired.json': 'rehired',
    },
  ],
  [
    factorial,
    {
      'exit-later.json': 'exit at 2100-01-01T00:00:00+00:00',
      'exit-v1.json': 'type-unknown',
      'exit.json': 'exit at 2026-11-19T00:00:00+00:00',
      'irrelevant.json': 'type-unknown',
      'malformed.json': '400',
      'rehired.json': 'type-unknown',
    },
  ],
];

describe.each(samples.map(([members, outcomes]) => [[members].flat()[0] as ContractMember, outcomes] as const))(
  'the samples of $name',
  (member, outcomes) => {
    test('are all of this table', () => {
      const files = readdirSync(join(import.meta.dirname, '../../../../events/hr', member.name));
      expect(files.filter((file) => file !== 'README.md').toSorted()).toEqual(Object.keys(outcomes));
    });

    test.each(Object.entries(outcomes))('%s: %s', async (file, outcome) => {
      expect(await outcomeOf(member, file)).toBe(outcome);
    });
  },
);

async function outcomeOf(member: ContractMember, file: string): Promise<string> {
  const { status, body, notices } = await deliver(member, sampleOf(member.name, file));
  if (status >= 400) return String(status);
  const { ignored, rejected = [] } = JSON.parse(body) as { ignored?: string; rejected?: unknown[] };
  const kinds = notices.map(({ kind, effectiveAt }) => (effectiveAt ? `${kind} at ${effectiveAt}` : kind));
  return [ignored ?? kinds.join(', '), ...(rejected.length > 0 ? [`${rejected.length} rejected`] : [])].join('; ');
}
