import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import type { NewFault } from '../../workspace-simulator/gateway/faults.ts';
import { noticeRecord } from '../support/exits-records.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aNotice } from '../support/samples.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const leavers = ['ann', 'ben', 'cas'];
const everybody = [...leavers, 'dan', 'eve'];
const day = 24 * 60 * 60_000;

const desktops = fc.array(fc.record({ users: fc.subarray(everybody), eip: fc.boolean(), off: fc.boolean() }), {
  minLength: 1,
  maxLength: 5,
});

const writes = ['BatchDetachInstances', 'BatchDisassociateDesktopsEip'];
const reads = ['ListDesktopsDetail', 'ListDesktops', 'ListDesktopsEips', 'ListUsers'];
const times = { nth: fc.integer({ min: 1, max: 3 }), times: fc.integer({ min: 1, max: 4 }) };
const faults = fc.array(
  fc.oneof(
    fc.record({
      operation: fc.constantFrom(...writes, ...reads),
      kind: fc.constantFrom<NewFault['kind']>(
        'reset-before',
        'reset-after',
        '429',
        '403',
        '500',
        '502-html',
        'malformed-json',
      ),
      ...times,
    }),
    fc.record({
      operation: fc.constantFrom(...writes),
      kind: fc.constantFrom<NewFault['kind']>('500-after', '409', 'partial-failure', 'late-failure'),
      ...times,
    }),
  ),
  { maxLength: 4 },
);

const stories = fc.record({
  desktops,
  faults,
  detachLagMs: fc.constantFrom(0, 1_000, 200_000),
  workers: fc.integer({ min: 1, max: 2 }),
});

it('whatever goes wrong for a while, those who leave lose every desktop, verified, and those who stay lose none', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const workspace = await startWorkspace({ detachLagMs: story.detachLagMs });
      const { world } = workspace;
      const all = story.desktops.map(({ users, eip, off }) => {
        const desktopType = users.length > 1 ? 'SHARED' : 'DEDICATED';
        const { id } = world.addDesktop({ desktopType, users, status: off ? 'SHUTOFF' : 'ACTIVE' });
        if (eip) world.addEip({ desktopId: id });
        return { id, users, eip };
      });
      for (const userName of everybody) if (!world.user(userName)) world.addUser({ userName });
      for (const fault of story.faults) workspace.simulator.fault(fault);
      const offboarding = createOffboarding(workspace);
      const records = leavers.map((userName) => noticeRecord(aNotice({ person: { userName } })));

      const workers = Array.from({ length: story.workers }, () => offboarding.deliver(records));
      const again = new Set((await Promise.all(workers)).flat());
      await offboarding.deliver(records.filter(({ record }) => again.has(record.messageId)));
      await offboarding.passTime(day / 4);

      const cases = await offboarding.store.load(leavers.map((userName) => caseIdsOf({ userName })[0]));
      expect([...cases.values()].map(({ status }) => status)).toEqual(['closed', 'closed', 'closed']);
      for (const { id, users, eip } of all) {
        const staying = users.filter((name) => !leavers.includes(name));
        const wasLeft = staying.length < users.length;
        expect(world.attachedTo(id)).toEqual(staying);
        expect(world.eipOf(id) !== undefined).toBe(eip && (staying.length > 0 || !wasLeft));
      }
    }),
    { numRuns: 40 },
  );
});
