import { describe, expect, it } from 'vitest';
import { checkSecrets } from '../../../functions/hr-webhook/check-secrets.ts';
import { sharedSecret } from '../../../functions/hr-webhook/shared-secret.ts';

const good = JSON.stringify({ current: 'hunter2hunter2hunter2' });

const missing = () => Promise.reject(new Error('AccessDeniedException'));

describe('the secrets that a function finds at its start', () => {
  it.each([
    ['is missing', missing, 'AccessDeniedException'],
    ['is empty', async () => JSON.stringify({ current: '' }), 'The secret of source gusto cannot be used (current)'],
    ['is no JSON', async () => 'hunter2hunter2hunter2', 'The secret of source gusto cannot be used (the whole)'],
  ])('are told by the name of their source where one %s, without its value', async (_, get, reason) => {
    const told = await check({ hibob: async () => good, gusto: get });

    expect(told).toEqual([{ source: 'gusto', reason: expect.stringContaining(reason) }]);
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });

  it('are told of each, and of none where all can be used', async () => {
    const told = await check({ hibob: missing, gusto: async () => good, deel: missing });

    expect(told).toMatchObject([{ source: 'hibob' }, { source: 'deel' }]);
    expect(await check({ hibob: async () => good, gusto: async () => good })).toEqual([]);
  });
});

/** What is logged where each source has its secret from a function of its own. */
async function check(secrets: Record<string, () => Promise<string>>): Promise<unknown[]> {
  const told: unknown[] = [];
  const doors = Object.keys(secrets).map((name) => ({ source: { name, secret: sharedSecret }, secretId: name }));
  const get = (secretId: string) => secrets[secretId]?.() ?? Promise.reject(new Error('Not asked for'));
  await checkSecrets(doors, { get }, { error: (...[, details]) => void told.push(details) });
  return told;
}
