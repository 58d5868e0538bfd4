import { describe, expect, it } from 'vitest';
import { type AccessSought, createAccessReader } from '../../../../functions/shared/desktops/access-reader.ts';
import { refreshAccessIndex } from '../../../../functions/shared/desktops/refresh-access-index.ts';
import { systemClock } from '../../../../functions/shared/runtime/clock.ts';
import { createMemoryAccessIndexStore } from '../../support/memory-access-index-store.ts';
import { aUser } from '../../support/samples.ts';
import { silentLog } from '../../support/silent-log.ts';
import { startWorkspace } from '../../support/start-workspace.ts';

/** Long before the index is read. */
const before = '2026-01-01T00:00:00.000Z';
const refusal = { operation: 'ListDesktopPoolAuthorizedObjects', kind: '403' } as const;

describe('a pool that could not be read when the index was', () => {
  it('leaves open whether everything is read, for whoever was gone before that as well', async () => {
    const { read } = await annInAPoolThatIsRefused();

    const [look] = await read(undefined);

    expect(look?.read.readSince).toBeUndefined();
  });

  it('is read directly for whoever asks, and holds their case while it is refused', async () => {
    const { read, simulator } = await annInAPoolThatIsRefused();

    const [refused] = await read(before);
    simulator.clearFaults();
    const [found] = await read(before);

    expect(refused?.read.problem).toMatchObject({ code: 'pool-not-permitted' });
    expect(found?.access).toMatchObject([{ kind: 'pool', name: 'hidden', member: { name: 'ann' } }]);
    expect(found?.read).toMatchObject({ readSince: expect.any(String) });
    expect(found?.read.problem).toBeUndefined();
  });

  it('is nobody’s where it has gone since', async () => {
    const { read, simulator } = await annInAPoolThatIsRefused();
    simulator.reset();

    const [look] = await read(before);

    expect(look).toMatchObject({ access: [], read: { readSince: expect.any(String) } });
    expect(look?.read.problem).toBeUndefined();
  });
});

async function annInAPoolThatIsRefused() {
  const { client, world, simulator } = await startWorkspace();
  const { id: userId } = world.addUser({ userName: 'ann' });
  world.addPool({ poolName: 'hidden', users: ['ann'] });
  const index = createMemoryAccessIndexStore();
  const parts = { workspace: 'main', client, index, clock: systemClock, log: silentLog };
  // Only the index finds it.
  simulator.fault({ operation: 'ListDesktopPoolsByUsers', kind: '403', times: 1_000 });
  simulator.fault({ ...refusal, times: 1_000 });
  await refreshAccessIndex(parts, { pools: new Date().toISOString() }, { until: Infinity });
  const user = aUser({ userId, userName: 'ann', groups: [] });
  const read = (confirmSince: string | undefined) => {
    const sought: AccessSought = { users: [user], listed: [], known: [], confirmSince };
    return createAccessReader(parts).look([sought]);
  };
  return { read, simulator };
}
