import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sources } from '../../../functions/hr-webhook/sources.ts';
import { liveSecrets } from '../../../functions/shared/intake/live-secrets.ts';
import { sharedSecret } from '../../../functions/shared/intake/shared-secret.ts';
import { developmentSecrets } from '../../../infra/local/development-secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const first = developmentSecrets(join(folder, 'new.json'));

describe('the secrets of a local run', () => {
  test.each([...sources.values()])('have one for $name that its function takes', async (source) => {
    const stored = JSON.stringify({ current: first.hr[source.name] });
    expect(await liveSecrets(source, 'id', async () => stored)).toMatchObject([{ keyId: 'current' }]);
  });

  test('have a bearer token for SCIM clients', () => {
    expect(sharedSecret.parse(first.hr['scim'])).toBe(first.hr['scim']);
  });

  test('are the same at the next start, and nobody else may read them', () => {
    expect(developmentSecrets(join(folder, 'new.json'))).toEqual(first);
    expect(statSync(join(folder, 'new.json')).mode & 0o077).toBe(0);
  });

  test('are others in another checkout', () => {
    const other = developmentSecrets(join(folder, 'other.json'));
    const same = Object.entries(first.hr).filter(
      ([name, secret]) => JSON.stringify(other.hr[name]) === JSON.stringify(secret),
    );
    expect(same).toEqual([]);
  });

  test('are completed where an earlier version has kept fewer', () => {
    const earlier = { hr: { 'standard-webhooks': 'whsec_kept' }, workspace: first.workspace };
    writeFileSync(join(folder, 'earlier.json'), JSON.stringify(earlier));
    const { hr, workspace } = developmentSecrets(join(folder, 'earlier.json'));
    expect([hr['standard-webhooks'], workspace]).toEqual(['whsec_kept', first.workspace]);
    expect(Object.keys(hr).toSorted()).toEqual(Object.keys(first.hr).toSorted());
  });
});
