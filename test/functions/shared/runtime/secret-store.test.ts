import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { createSecretStore } from '../../../../functions/shared/runtime/secret-store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

describe('getting a secret', () => {
  it('does not honour a withdrawn one for longer than five minutes', async () => {
    const { store, manager, clock } = storeOf({ a: 'withdrawn' });
    await store.get('a');
    manager.values = { a: 'new' };

    clock.advance(5 * 60_000 - 1);
    expect(await store.get('a')).toBe('withdrawn');
    clock.advance(1);
    expect(await store.get('a')).toBe('new');
  });

  it('fetches it once while it is kept', async () => {
    const { store, manager } = storeOf({ a: 'first', b: 'other' });

    expect(await store.get('a')).toBe('first');
    manager.values = { a: 'second' };
    expect(await store.get('a')).toBe('first');
    expect(manager.fetched).toEqual(['a']);
  });

  it('fetches it once for many who ask at the same time', async () => {
    const { store, manager } = storeOf({ a: 'first' });

    await Promise.all([store.get('a'), store.get('a'), store.refresh('a')]);

    expect(manager.fetched).toEqual(['a']);
  });

  it('tries one that could not be fetched again after five seconds, and not at each request', async () => {
    const { store, manager, clock } = storeOf({});

    for (let request = 0; request < 10; request++) await expect(store.get('a')).rejects.toThrow('no secret a');
    expect(manager.fetched).toHaveLength(1);
    manager.values = { a: 'first' };
    clock.advance(5_000);

    expect(await store.get('a')).toBe('first');
  });

  it('does so too where one was known, and is too old', async () => {
    const { store, manager, clock } = storeOf({ a: 'first' });
    await store.get('a');
    manager.values = {};
    clock.advance(5 * 60_000);

    for (let request = 0; request < 10; request++) await expect(store.get('a')).rejects.toThrow('no secret a');

    expect(manager.fetched).toHaveLength(2);
  });

  it('refuses a secret without text, by its id alone', async () => {
    const { store } = storeOf({ a: undefined });

    await expect(store.get('a')).rejects.toThrow('Secret a has no text');
  });
});

describe('refreshing a secret', () => {
  it('fetches at most once a minute, however often it is asked', async () => {
    const { store, manager, clock } = storeOf({ a: 'first' });
    await store.get('a');
    manager.values = { a: 'second' };

    clock.advance(59_999);
    const early = [await store.refresh('a'), await store.refresh('a')];
    clock.advance(1);
    const late = [await store.refresh('a'), await store.refresh('a')];

    expect(early).toEqual(['first', 'first']);
    expect(late).toEqual(['second', 'second']);
    expect(await store.get('a')).toBe('second');
    expect(manager.fetched).toHaveLength(2);
  });

  it('fetches what was never fetched', async () => {
    const { store } = storeOf({ a: 'first' });

    expect(await store.refresh('a')).toBe('first');
  });

  it('that fails says so, and leaves the secret that is known in use', async () => {
    const { store, manager, clock } = storeOf({ a: 'first' });
    await store.get('a');
    manager.values = {};
    clock.advance(60_000);

    await expect(store.refresh('a')).rejects.toThrow('no secret a');

    expect(await store.get('a')).toBe('first');
  });

  it('fetches at most once a minute also while that fails, and says each time that it does', async () => {
    const { store, manager, clock } = storeOf({ a: 'first' });
    await store.get('a');
    manager.values = {};
    clock.advance(60_000);

    for (let request = 0; request < 10; request++) await expect(store.refresh('a')).rejects.toThrow('no secret a');
    expect(manager.fetched).toHaveLength(2);

    manager.values = { a: 'second' };
    clock.advance(60_000);
    expect(await store.refresh('a')).toBe('second');
  });
});

function storeOf(values: Record<string, string | undefined>) {
  const manager = { values, fetched: [] as string[] };
  const client = {
    async send({ input: { SecretId: id } }: { input: { SecretId: string } }) {
      manager.fetched.push(id);
      if (!(id in manager.values)) throw new Error(`no secret ${id}`);
      return { SecretString: manager.values[id] };
    },
  };
  const clock = createFakeClock();
  return { manager, clock, store: createSecretStore(client as unknown as SecretsManagerClient, clock) };
}
