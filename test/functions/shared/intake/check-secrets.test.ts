import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { type CheckedDoor, checkSecrets, sourceRefused } from '../../../../functions/shared/intake/check-secrets.ts';
import { sharedSecret } from '../../../../functions/shared/intake/shared-secret.ts';

const good = JSON.stringify({ current: 'hunter2hunter2hunter2' });

const missing = () => Promise.reject(new Error('AccessDeniedException'));

describe('the secrets that a function finds at its start', () => {
  it.each([
    ['is missing', missing, 'AccessDeniedException'],
    [
      'is empty',
      async () => JSON.stringify({ current: '' }),
      '(current must be at least 16 characters, without white space)',
    ],
    ['is no JSON', async () => 'hunter2hunter2hunter2', 'The secret of source gusto cannot be used (the whole)'],
  ])('are told by the name of their source where one %s, without its value', async (_, get, reason) => {
    const told = await check({ hibob: async () => good, gusto: get });

    expect(told).toEqual([[sourceRefused, { source: 'gusto', reason: expect.stringContaining(reason) }]]);
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });

  it.each([
    [
      'its credentials are of another form',
      'gusto',
      { key: '' },
      'The secret of source gusto cannot be used (api.key must be at least 16',
    ],
    [
      'its address is nowhere',
      'bamboohr',
      { key: 'hunter2hunter2hunter2' },
      'The option apiAddress of source bamboohr',
    ],
  ])('are enough for requests where %s, of which the API is asked no more', async (_, name, api, reason) => {
    const told = await check({ [name]: async () => JSON.stringify({ current: 'hunter2hunter2hunter2', api }) });

    const apiNotAsked = 'The API of a source is not asked until its credentials and its address can be used';
    expect(told).toEqual([[apiNotAsked, { source: name, reason: expect.stringContaining(reason) }]]);
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });

  it('keep nobody waiting who has come to another door', { timeout: 2_000 }, async () => {
    const slow = Promise.withResolvers<string>();
    const told = await check({ hibob: () => slow.promise, gusto: missing });

    expect(told).toMatchObject([[sourceRefused, { source: 'gusto' }]]);
    slow.resolve('too late');
    await vi.waitFor(() => expect(told).toMatchObject([{}, [sourceRefused, { source: 'hibob' }]]));
  });

  it('are told of each, and of none where all can be used', async () => {
    const told = await check({ hibob: missing, gusto: async () => good, deel: missing });

    expect(told).toMatchObject([
      [sourceRefused, { source: 'hibob' }],
      [sourceRefused, { source: 'deel' }],
    ]);
    expect(await check({ hibob: async () => good, gusto: async () => good })).toEqual([]);
  });
});

function sourceOf(name: string): CheckedDoor['source'] {
  const hrApi = {
    credentials: z.object({ key: sharedSecret }),
    addressIn: () => (name === 'bamboohr' ? undefined : 'https://api.example.com'),
    deadlineMs: 1,
    whenUnread: 'send-again' as const,
    load: () => Promise.reject(new Error('Not asked for')),
  };
  return { name, secret: sharedSecret, hrApi };
}

/** What is logged where each source has its secret from a function of its own. */
async function check(secrets: Record<string, () => Promise<string>>): Promise<unknown[]> {
  const told: unknown[] = [];
  const doors = Object.keys(secrets).map((name) => ({ source: sourceOf(name), secretId: name, options: {} }));
  const get = (secretId: string) => secrets[secretId]?.() ?? Promise.reject(new Error('Not asked for'));
  await checkSecrets(doors, { get }, { error: (...line) => void told.push(line) });
  return told;
}
