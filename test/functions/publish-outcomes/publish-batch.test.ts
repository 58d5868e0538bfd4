import type { SQSRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { publishBatch } from '../../../functions/publish-outcomes/publish-batch.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { type TrailLine, withLine } from '../../../functions/shared/offboarding/case/trail.ts';
import type { Announcement } from '../../../functions/shared/offboarding/evidence/announcement.ts';
import { announcementEvent } from '../../../functions/shared/offboarding/evidence/announcement-event.ts';
import { type Evidence, evidenceOf } from '../../../functions/shared/offboarding/evidence/evidence.ts';
import { createEventBus } from '../../../functions/shared/runtime/event-bus.ts';
import { createTopic } from '../../../functions/shared/runtime/topic.ts';
import { aClosedCase } from '../support/ended-cases.ts';
import { createFakeEventBridge } from '../support/fake-event-bridge.ts';
import { createFakeSns } from '../support/fake-sns.ts';
import { createMemoryCaseStore } from '../support/memory-case-store.ts';
import { ten } from '../support/samples.ts';

const closed = aClosedCase();
const { caseId, proof } = closed;
const end = { id: 'one', type: 'OffboardingCompleted', at: ten, caseId, status: 'closed' } as const;
const completed: Announcement = { ...end, proof };
const started: Announcement = { id: 'two', type: 'OffboardingStarted', at: ten, caseId: 'case-2', reason: 'due' };
const quarantined: Announcement = { id: 'three', type: 'QuarantineSet', at: ten, reason: 'cap' };

/** A ledger with cases, a bucket, a topic and a bus, each with a memory. */
async function world(...cases: OffboardingCase[]) {
  const store = createMemoryCaseStore();
  for (const one of cases) await store.save({ ...one, version: 0 });
  const [sns, bridge] = [createFakeSns(), createFakeEventBridge()];
  const written = new Map<string, Evidence>();
  const faults: { evidence?: Error; load?: { caseId: string; error: Error } } = {};
  const keptApart: TrailLine[] = [];
  const load = async (caseIds: readonly string[]) => {
    const { load: fault } = faults;
    if (fault && fault.caseId === caseIds[0]) throw fault.error;
    return store.load(caseIds);
  };
  const deps = {
    cases: { load, trail: async (one: OffboardingCase) => [...keptApart, ...(await store.trail(one))] },
    evidence: {
      write: async (one: Evidence) => {
        if (faults.evidence) throw faults.evidence;
        written.set(one.caseId, one);
        return `cases/${one.caseId}.json`;
      },
    },
    bucket: 'bucket',
    operatorCommand: 'npm run operator -- --stack S',
    topic: createTopic(sns.client, 'arn'),
    bus: createEventBus(bridge.client, 'workspace-offboarding'),
  };
  const publish = async (...announcements: Announcement[]) => {
    const { told, untold } = await publishBatch(announcements.map(asRecord), deps);
    return { told, untold: untold.map(({ record, ...why }) => ({ id: record.messageId, ...why })) };
  };
  return { publish, sns, bridge, written, faults, keptApart };
}

function asRecord(announcement: Announcement) {
  return { record: { messageId: announcement.id } as SQSRecord, message: { announcement } };
}

describe('an announcement of somebody who stays', () => {
  const undo = `undo ${caseId} --reason "stays after all"`;

  test.each([
    ['OffboardingContradicted', 'closed'],
    ['OffboardingCancelled', 'cancelled'],
  ] as const)('has the whole command that gives back what was taken: %s', async (type, status) => {
    const ended = aClosedCase({ status });
    const { publish, sns, bridge } = await world(ended);
    await publish({ ...completed, type, undo, proof: ended.proof });
    const command = `npm run operator -- --stack S ${undo}`;
    expect(JSON.parse(sns.taken[0]?.Message ?? '')).toMatchObject({ type, undo: command });
    expect(bridge.taken[0]).toMatchObject({ DetailType: type });
    expect(announcementEvent.parse(JSON.parse(bridge.taken[0]?.Detail ?? ''))).toMatchObject({ undo: command });
  });
});

describe('an announcement that ends a case', () => {
  test('is told with the place of its evidence and the last hash of its trail', async () => {
    const { publish, sns, bridge, written } = await world(closed);
    const lastHash = closed.trail.at(-1)?.hash;
    const evidence = { bucket: 'bucket', key: `cases/${caseId}.json`, lines: closed.trail.length, lastHash };
    expect(await publish(completed)).toEqual({ told: [{ ...end, evidence }], untold: [] });
    expect(written.get(caseId)).toMatchObject({ caseId, trail: closed.trail });
    expect(JSON.parse(sns.taken[0]?.Message ?? '')).toEqual({ ...end, evidence });
    expect(announcementEvent.parse(JSON.parse(bridge.taken[0]?.Detail ?? ''))).toEqual({ ...end, evidence });
  });

  test.each([
    ['OffboardingCompleted', 'closed'],
    ['OffboardingFailed', 'failed'],
    ['OffboardingCancelled', 'cancelled'],
    ['OffboardingDryRun', 'dry-run'],
    ['OffboardingUndone', 'restored'],
  ] as const)('leaves evidence: %s', async (type, status) => {
    const ended = aClosedCase({ status });
    const { publish, written } = await world(ended);
    await publish({ ...completed, type, proof: ended.proof });
    expect(written.get(caseId)?.status).toBe(status);
  });

  test('has the whole of a long trail in its evidence, whose older lines are kept apart', async () => {
    const { publish, written, keptApart } = await world({ ...closed, trail: closed.trail.slice(3) });
    keptApart.push(...closed.trail.slice(0, 3));
    await publish(completed);
    expect(written.get(caseId)?.trail).toEqual(closed.trail);
    expect(written.get(caseId)?.chain.brokenAt).toBeUndefined();
  });

  test('is told with its own evidence where the case has been opened again since', async () => {
    const trail = withLine(closed.trail, { at: ten, event: 'received', facts: {} });
    const { publish, written } = await world({
      ...closed,
      status: 'detaching',
      endedAt: undefined,
      proof: undefined,
      trail,
    });
    expect(await publish(completed)).toMatchObject({ told: [{ evidence: { ...proof } }], untold: [] });
    expect(written.get(caseId)).toEqual(evidenceOf(closed.trail));
  });

  test.each([
    ['another', closed.trail.toSpliced(-1, 1), 'line 14 of the ledger is not the one that was announced'],
    ['changed', closed.trail.toSpliced(-1, 1, { ...closed.trail[0], hash: 'f' } as TrailLine), 'line 14 of the ledger'],
  ])('is not told of a trail whose last line is %s', async (_, trail, reason) => {
    const { publish, written } = await world({ ...closed, trail });
    expect(await publish(completed)).toMatchObject({ told: [], untold: [{ reason: expect.stringContaining(reason) }] });
    expect(written.size).toBe(0);
  });

  test('is not told before its evidence is written', async () => {
    const { publish, sns, bridge, faults } = await world(closed);
    faults.evidence = Object.assign(new Error('Please reduce your request rate'), { name: 'SlowDown' });
    expect(await publish(completed, started)).toEqual({
      told: [started],
      untold: [{ id: 'one', reason: 'evidence: SlowDown' }],
    });
    expect([sns.taken.length, bridge.taken.length]).toEqual([1, 1]);
  });

  test.each([undefined, ''])('of no case is lost: %j', async (nothing) => {
    const { publish } = await world();
    const { id, type, at } = completed;
    expect(await publish({ id, type, at, proof, ...(nothing !== undefined && { caseId: nothing }) })).toEqual({
      told: [],
      untold: [{ id, reason: 'an end is the end of a case, with its proof', lost: true }],
    });
  });

  test('of a case that cannot be read is to be told again, and keeps no other end from being told', async () => {
    const other = aClosedCase({ caseId: 'case-3' });
    const { publish, faults, written } = await world(closed, other);
    faults.load = { caseId, error: Object.assign(new Error('status: invalid'), { name: 'ZodError' }) };
    const { told, untold } = await publish(completed, {
      ...completed,
      id: 'other',
      caseId: 'case-3',
      proof: other.proof,
    });
    expect(told).toMatchObject([{ id: 'other', evidence: { key: 'cases/case-3.json' } }]);
    expect(untold).toEqual([{ id: 'one', reason: 'evidence: ZodError' }]);
    expect([...written.keys()]).toEqual(['case-3']);
  });

  test('is lost where the ledger has no such case, and keeps no other from being told', async () => {
    const { publish, sns } = await world();
    expect(await publish(completed, started)).toEqual({
      told: [started],
      untold: [{ id: 'one', reason: `the ledger has no case ${caseId}`, lost: true }],
    });
    expect(sns.taken).toHaveLength(1);
  });
});

describe('any announcement', () => {
  test('can be filtered by type, reason and status, and has a subject', async () => {
    const { publish, sns } = await world(closed);
    await publish(completed, started, { ...quarantined, status: '' });
    const seen = sns.taken.map(({ Subject, MessageAttributes = {} }) => [
      Subject,
      ...Object.entries(MessageAttributes).map(([name, { StringValue }]) => `${name}=${StringValue}`),
    ]);
    expect(seen).toEqual([
      [`OffboardingCompleted: ${caseId}`, 'type=OffboardingCompleted', 'status=closed'],
      ['OffboardingStarted: case-2', 'type=OffboardingStarted', 'reason=due'],
      ['QuarantineSet', 'type=QuarantineSet', 'reason=cap'],
    ]);
    for (const { Subject } of sns.taken) expect(Subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  });

  test('goes to the bus as an event of its type, at the time when it happened', async () => {
    const { publish, bridge } = await world();
    await publish(quarantined);
    expect(bridge.taken).toEqual([
      {
        Source: 'workspace-offboarding',
        DetailType: 'QuarantineSet',
        Detail: JSON.stringify(quarantined),
        Time: new Date(ten),
      },
    ]);
  });

  test('that one of the two refuses is to be told again, alone', async () => {
    const { publish, sns, bridge } = await world();
    sns.rules.refuse = ({ Message = '' }) => (Message.includes('"two"') ? 'InvalidParameter' : undefined);
    bridge.rules.refuse = ({ DetailType }) => (DetailType === 'QuarantineSet' ? 'ThrottlingException' : undefined);
    expect(await publish(started, quarantined, { ...quarantined, id: 'four', type: 'QuarantineCleared' })).toEqual({
      told: [expect.objectContaining({ id: 'four' })],
      untold: [
        { id: 'two', reason: 'SNS: InvalidParameter' },
        { id: 'three', reason: 'EventBridge: ThrottlingException' },
      ],
    });
  });

  test('is to be told again where one of the two cannot be reached; the other one is told all the same', async () => {
    const { publish, sns, bridge } = await world();
    sns.rules.down = Object.assign(new Error('gone'), { name: 'NotFoundException' });
    expect(await publish(started)).toEqual({ told: [], untold: [{ id: 'two', reason: 'NotFoundException' }] });
    expect(bridge.taken).toHaveLength(1);
    bridge.rules.down = Object.assign(new Error('gone'), { name: 'InternalException' });
    expect(await publish(started)).toMatchObject({ untold: [{ reason: 'NotFoundException; InternalException' }] });
  });
});

test('an empty batch calls nobody', async () => {
  const { publish, sns, bridge } = await world();
  expect(await publish()).toEqual({ told: [], untold: [] });
  expect([...sns.calls, ...bridge.calls]).toEqual([]);
});
