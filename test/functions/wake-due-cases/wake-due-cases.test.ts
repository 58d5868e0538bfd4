import { describe, expect, it } from 'vitest';
import type { ExitsMessage } from '../../../functions/shared/offboarding/notices/exits-message.ts';
import { createQueue } from '../../../functions/shared/runtime/queue.ts';
import { wakeDueCases } from '../../../functions/wake-due-cases/wake-due-cases.ts';
import { createFakeSqs } from '../support/fake-sqs.ts';
import { createMemoryCaseStore } from '../support/memory-case-store.ts';
import { aCase, at, ten } from '../support/samples.ts';

const url = 'https://sqs.example/exits';
const now = Date.parse(ten);

describe('waking due cases', () => {
  it('queues each case whose time has come, the longest waiting first, with the one reading of the clock', async () => {
    const { store, queue, sent } = await withCases({ late: at(-10), just: at(0), tomorrow: at(1440) });

    const woken = await wakeDueCases(store, queue, now);

    expect(woken).toBe(2);
    expect(sent()).toEqual([
      { type: 'wake', caseId: 'late', now: ten },
      { type: 'wake', caseId: 'just', now: ten },
    ]);
  });

  it('does not queue a case again while its wake-up may still be waiting, and does when that was lost', async () => {
    const { store, queue, sent } = await withCases({ late: at(-10) });

    await wakeDueCases(store, queue, now);
    const again = await wakeDueCases(store, queue, now + 4 * 60_000);
    const lost = await wakeDueCases(store, queue, now + 5 * 60_000);

    expect([again, lost]).toEqual([0, 1]);
    expect(sent()).toHaveLength(2);
  });

  it('wakes hundreds', async () => {
    const dues = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`case-${index}`, at(-1)]));
    const { store, queue, sent } = await withCases(dues);

    expect(await wakeDueCases(store, queue, now)).toBe(250);
    expect(new Set(sent().map((message) => (message.type === 'wake' ? message.caseId : '')))).toEqual(
      new Set(Object.keys(dues)),
    );
  });

  it('leaves a case due where it cannot be queued, and fails, so that somebody hears of it', async () => {
    const { store } = await withCases({ late: at(-10) });
    const broken = { send: () => Promise.reject(new Error('no queue')) };

    await expect(wakeDueCases(store, broken, now)).rejects.toThrow('no queue');

    const { queue, sent } = queueWithMemory();
    expect(await wakeDueCases(store, queue, now)).toBe(1);
    expect(sent()).toHaveLength(1);
  });

  it('wakes a case twice rather than not at all, where it dies between queueing and leasing', async () => {
    const { store, queue, sent } = await withCases({ late: at(-10) });
    const dying = { ...store, lease: () => Promise.reject(new Error('killed')) };

    await expect(wakeDueCases(dying, queue, now)).rejects.toThrow('killed');
    await wakeDueCases(store, queue, now + 60_000);

    expect(sent()).toHaveLength(2);
  });
});

async function withCases(dues: Readonly<Record<string, string>>) {
  const store = createMemoryCaseStore();
  for (const [caseId, dueAt] of Object.entries(dues)) await store.save(aCase({ version: 0, caseId, dueAt }));
  return { store, ...queueWithMemory() };
}

function queueWithMemory() {
  const sqs = createFakeSqs();
  const sent = () => sqs.messages(url).map(({ body }) => JSON.parse(body) as ExitsMessage);
  return { queue: createQueue(sqs.client, url), sent };
}
