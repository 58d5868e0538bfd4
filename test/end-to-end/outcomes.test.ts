import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import type { OffboardingCase } from '../../functions/shared/offboarding/case/offboarding-case.ts';
import type { Announcement } from '../../functions/shared/offboarding/evidence/announcement.ts';
import { announcementEvent } from '../../functions/shared/offboarding/evidence/announcement-event.ts';
import { type AnnouncedEvidence, checkEvidence } from '../../functions/shared/offboarding/evidence/check-evidence.ts';
import { evidence } from '../../functions/shared/offboarding/evidence/evidence.ts';
import { arnOf } from '../../infra/local/aws/local-account.ts';
import { sqsEvent } from '../../infra/local/triggers/sqs-event.ts';
import { aClosedCase, aTrail } from '../functions/support/ended-cases.ts';
import { ten } from '../functions/support/samples.ts';
import { exitOf, rehireOf } from './hr-sender.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import { newEmployee } from './people.ts';
import { until } from './until.ts';

const stack = await startTestStack();
const { outcomes, queues } = stack;
afterAll(() => stack.close());

/** A case in the ledger that has ended, with a person of its own, and the announcement of its end. */
async function endedCase(given: Partial<OffboardingCase> = {}) {
  const caseId = `case-${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  const person = stack.person();
  const one = await outcomes.save(aClosedCase({ caseId, person, version: 0, ...given }));
  const { proof } = one;
  return {
    one,
    person,
    announcement: anAnnouncement({ type: 'OffboardingCompleted', caseId, status: 'closed', proof }),
  };
}

function anAnnouncement(given: Partial<Announcement>): Announcement {
  return {
    id: randomUUID(),
    type: 'QuarantineSet',
    at: new Date().toISOString(),
    source: 'standard-webhooks',
    ...given,
  };
}

/** Waits until the event bus has an announcement so many times. */
function untilOnBus({ id }: Announcement, times = 1) {
  return until(`the event of ${id}`, async () => {
    const found = (await outcomes.events()).filter(({ detail }) => (detail as Announcement).id === id);
    return found.length >= times ? { found } : { instead: found };
  });
}

/** Waits until a subscriber has heard of so many announcements. */
function untilHeard(heard: Awaited<ReturnType<typeof outcomes.subscribe>>, count: number) {
  return until(`${count} notifications`, async () => {
    const found = await heard();
    return found.length >= count ? { found } : { instead: found };
  });
}

/** Hands the function an announcement as SQS does at the given delivery. Gives whether it is to come again. */
async function deliver(announcement: Announcement, delivery: number): Promise<boolean> {
  const message = {
    MessageId: announcement.id,
    Body: JSON.stringify({ announcement }),
    Attributes: { ApproximateReceiveCount: String(delivery) },
  };
  const answer = await stack.invoke('publish-outcomes', sqsEvent([message], arnOf('sqs', 'outcomes')));
  const { batchItemFailures } = answer as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === announcement.id);
}

describe('the end of a case', () => {
  test('leaves its evidence in the bucket, and is told to the topic and to the event bus with the place of it', async () => {
    const heard = await outcomes.subscribe();
    const { one, person, announcement } = await endedCase();

    await queues.send('outcomes', [{ announcement }]);
    const [event] = await untilOnBus(announcement);
    const [notification] = await untilHeard(heard, 1);

    const detail = announcementEvent.parse(event?.detail);
    expect(event).toMatchObject({ source: 'workspace-offboarding', 'detail-type': 'OffboardingCompleted' });
    const { proof, ...told } = announcement;
    expect(detail).toMatchObject({ ...told, evidence: { ...proof } });
    expect(notification?.event).toEqual(detail);
    expect(JSON.stringify([event, notification])).not.toContain(person.userName);

    const key = detail.evidence?.key ?? '';
    const json = await outcomes.file(key);
    expect(json.type).toBe('application/json');
    expect(evidence.parse(JSON.parse(json.text))).toMatchObject({
      caseId: one.caseId,
      timing: { verdict: 'within-sla' },
    });
    const announced = detail as AnnouncedEvidence;
    expect(checkEvidence(Buffer.from(json.text), announced)).toMatchObject({ verdict: 'intact', ...proof });
    const page = await outcomes.file(key.replace(/json$/, 'html'));
    expect(page.type).toBe('text/html; charset=utf-8');
    expect(page.text).toContain(`Offboarding of <bdi>${person.userName}</bdi>`);
  });

  test('has every line of a trail that is longer than a case carries', async () => {
    const lines = Array.from({ length: 450 }, (_, number) => ({
      at: ten,
      event: 'answered' as const,
      facts: { number },
    }));
    const { one, announcement } = await endedCase({ trail: aTrail(lines) });
    expect(one.trail.length).toBeLessThan(450);

    expect(await deliver(announcement, 1)).toBe(false);
    const { trail, chain } = evidence.parse(
      JSON.parse((await outcomes.file(`cases/${one.caseId}/${one.endedAt}.json`)).text),
    );
    const before = trail.filter(({ event }) => event !== 'record');
    expect(before.map(({ facts }) => facts['number'])).toEqual(lines.map(({ facts }) => facts.number));
    expect(chain).toEqual({ algorithm: 'SHA-256', ...one.proof });
  });

  test('told twice leaves the evidence as it was, and is told both times under the same id', async () => {
    const { one, announcement } = await endedCase();
    expect(await deliver(announcement, 1)).toBe(false);
    const key = `cases/${one.caseId}/${one.endedAt}.json`;
    const before = await outcomes.file(key);

    await outcomes.save({ ...one, reason: 'access-again' });
    expect(await deliver(announcement, 2)).toBe(false);
    await untilOnBus(announcement, 2);
    expect(await outcomes.file(key)).toEqual(before);
  });
});

test('a return after the end is told once, with the command that gives back what was taken', async () => {
  const heard = await outcomes.subscribe({ type: ['OffboardingContradicted'] });
  const leaver = newEmployee(stack.world);
  const { id: desktopId } = stack.world.addDesktop({ users: [leaver.userName] });
  const caseId = await stack.hr.send(exitOf(leaver));
  await stack.untilCase(caseId, 'closed');

  await stack.hr.send(rehireOf(leaver));
  await stack.hr.send(rehireOf(leaver));
  await stack.untilCase(caseId, 'closed', ({ notices }) => notices.length === 3);
  const [told] = await untilHeard(heard, 1);
  const [, undoId = '', reason] = /undo (\S+) --reason "(.+)"$/.exec(told?.event.undo ?? '') ?? [];
  await stack.operator('undo', { caseId: undoId, reason });
  const { case: original } = await stack.untilCase(caseId, 'closed', ({ undoneBy }) => undoneBy !== undefined);
  await stack.untilCase(original.undoneBy ?? '', 'restored');

  expect(told).toMatchObject({
    subject: `OffboardingContradicted: ${caseId}`,
    event: { caseId, reason: 'rehired-after-end', source: 'standard-webhooks', by: 'standard-webhooks' },
  });
  expect(told?.event.undo).toMatch(/^npm run operator -- undo /);
  expect(undoId).toBe(caseId);
  expect(stack.world.attachedTo(desktopId)).toEqual([leaver.userName]);
  expect(await heard()).toHaveLength(1);
});

test('subscribers hear what they filter for', async () => {
  const heard = await outcomes.subscribe({ type: ['QuarantineSet'], reason: ['cap'] });
  const wanted = anAnnouncement({ reason: 'cap' });
  const others = [anAnnouncement({ reason: 'operator' }), anAnnouncement({ type: 'OffboardingHeld', reason: 'cap' })];

  await queues.send(
    'outcomes',
    [...others, wanted].map((announcement) => ({ announcement })),
  );
  for (const one of others) await untilOnBus(one);
  const found = await untilHeard(heard, 1);

  expect(found).toEqual([
    { subject: 'QuarantineSet', event: wanted, attributes: { type: 'QuarantineSet', reason: 'cap' } },
  ]);
});

describe('what cannot be told', () => {
  test('is a dead letter with its reason: malformed, or of a case that is not there', async () => {
    const malformed = { announcement: { id: 'x', type: 'Rumour', at: 'yesterday' } };
    const proof = { lines: 1, lastHash: 'f'.repeat(64) };
    const gone = { type: 'OffboardingFailed', caseId: 'case-0123456789abcdef0123', proof } as const;
    const lost = { announcement: anAnnouncement(gone) };

    await queues.send('outcomes', [malformed, lost, 'no JSON']);
    const letters = await queues.deadLetters('outcomes', 3);

    const reasons = new Map(letters.map(({ body, reason }) => [body, reason]));
    expect(reasons.get(JSON.stringify(malformed))).toMatch(
      /malformed message: announcement\.type: .*announcement\.at: /,
    );
    expect(reasons.get(JSON.stringify(lost))).toBe('the ledger has no case case-0123456789abcdef0123');
    expect(reasons.get('no JSON')).toMatch(/^malformed message: message: /);
    await queues.drained('outcomes');
  });

  test('for now comes again, and is told when it can be; at its last delivery it is a dead letter with its reason', async () => {
    const { announcement } = await endedCase();
    const hopeless = anAnnouncement({ reason: 'cap' });
    await outcomes.topic.remove();

    expect(await deliver(announcement, 1)).toBe(true);
    expect(await deliver(hopeless, 5)).toBe(false);
    const [letter] = await queues.deadLetters('outcomes', 1);
    expect(letter).toEqual({
      body: JSON.stringify({ announcement: hopeless }),
      reason: expect.stringMatching(/^NotFound/),
    });

    await outcomes.topic.restore();
    const heard = await outcomes.subscribe();
    expect(await deliver(announcement, 2)).toBe(false);
    const [notification] = await untilHeard(heard, 1);
    expect(notification?.event.id).toBe(announcement.id);
    expect(await untilOnBus(announcement, 2)).toHaveLength(2);
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect(whatLogsGiveAway(stack)).toEqual([]);
});
