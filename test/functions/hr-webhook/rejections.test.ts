import { describe, expect, test } from 'vitest';
import { noticeRejected } from '../../../functions/shared/intake/create-rejection-report.ts';
import { announcement } from '../../../functions/shared/offboarding/evidence/announcement.ts';
import { bamboohr } from './contract/bamboohr.ts';
import { type ContractMember, sampleOf } from './contract/contract-member.ts';
import { members } from './contract/members.ts';
import { openWebhook } from './support/open-webhook.ts';

const [one, many] = bamboohr as readonly [ContractMember, ContractMember];

const dated = (terminationDate: string, more: object = {}) => ({
  type: 'employee.updated',
  timestamp: '2026-11-20T09:59:30+0000',
  data: { employeeId: '1001', changedFields: ['terminationDate'], fields: { terminationDate, ...more } },
});

/** The function as Lambda loads it, and what its sender sends. */
async function sending(member: ContractMember, content: Buffer | object, headers: Record<string, string> = {}) {
  const sender = member.createSender();
  const webhook = await openWebhook(member.name, { options: member.options ?? {}, secret: { current: sender.secret } });
  const body = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const sent = sender.send(body, Date.now());
  const deliver = () => webhook.deliver({ ...sent, headers: { ...sent.headers, ...headers } });
  return { ...webhook, sender, deliver };
}

describe('what has no effect although its sender is believed', () => {
  test('is kept, told and counted before it is refused: BambooHR never sends it again', async () => {
    const { deliver, deadLetters, outcomes, log } = await sending(one, dated('12/31/2026'));

    expect(await deliver()).toMatchObject({ status: 400 });

    const problems = [{ path: 'data.fields', message: 'the termination date must be YYYY-MM-DD' }];
    expect(deadLetters()).toEqual([
      {
        attributes: {
          Source: 'bamboohr',
          DeadLetterReason: 'bamboohr: malformed-body; data.fields: the termination date must be YYYY-MM-DD',
        },
        body: {
          source: 'bamboohr',
          receivedAt: expect.any(String),
          keyId: 'current',
          reason: 'malformed-body',
          problems,
          entries: [{ at: '', entry: dated('12/31/2026') }],
        },
      },
    ]);
    expect(outcomes()).toMatchObject([
      { body: { announcement: { type: 'NoticeRejected', source: 'bamboohr', reason: 'malformed-body' } } },
    ]);
    for (const { body } of outcomes()) expect(announcement.parse(body['announcement'])).toEqual(body['announcement']);
    expect(log()).toContain(noticeRejected);
    expect(log()).not.toContain('12/31/2026');
  });

  test('is told of with the same id when it is sent again', async () => {
    const { deliver, outcomes } = await sending(one, dated('12/31/2026'));

    await deliver();
    await deliver();

    const [first, again] = outcomes().map(({ body }) => (body['announcement'] as { id: string }).id);
    expect(first).toBe(again);
  });

  test('is the bad entries of a batch alone, beside which the good ones have theirs', async () => {
    const employees = [
      { id: '1001', fields: { terminationDate: '2099-12-31', 'Work Email': 'leaver1@example.com' } },
      { id: '1002', fields: { terminationDate: '12/31/2026', 'Work Email': 'leaver2@example.com' } },
    ];
    const { deliver, queued, deadLetters, outcomes } = await sending(many, { employees });

    expect(await deliver()).toMatchObject({ status: 202 });

    expect(queued.map(({ person }) => person.id)).toEqual(['1001']);
    expect(deadLetters().map(({ body }) => body['entries'])).toEqual([[{ at: 'employees.1', entry: employees[1] }]]);
    expect(outcomes()).toMatchObject([{ body: { announcement: { reason: 'unusable-entries' } } }]);
  });

  test('is what comes as another content type than was asked for', async () => {
    const { deliver, deadLetters } = await sending(one, sampleOf('bamboohr', 'exit.json'), {
      'content-type': 'application/x-www-form-urlencoded',
    });

    expect(await deliver()).toMatchObject({ status: 415 });

    expect(deadLetters()).toMatchObject([{ body: { reason: 'wrong-content-type', entries: [{ at: '' }] } }]);
  });

  test.each(['rejected-notices', 'outcomes'])('is not refused for good while %s cannot be reached', async (queue) => {
    const { deliver, closeQueue } = await sending(one, dated('12/31/2026'));
    closeQueue(queue);

    expect(await deliver()).toMatchObject({ status: 503 });
  });

  test('fits into messages, however much there is', async () => {
    const employees = Array.from({ length: 900 }, () => ({ id: '', note: '离'.repeat(300) }));
    const { deliver, deadLetters } = await sending(many, { employees });

    expect(await deliver()).toMatchObject({ status: 400 });

    const kept = deadLetters().map(({ body }) => body['entries'] as unknown[]);
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.flat()).toHaveLength(900);
  });

  test('is cut where one entry alone is too much', async () => {
    const { deliver, deadLetters } = await sending(one, dated('12/31/2026', { note: 'x'.repeat(900_000) }));

    expect(await deliver()).toMatchObject({ status: 400 });

    expect(deadLetters()).toMatchObject([{ body: { entries: [{ at: '', isCut: true }] } }]);
  });
});

describe('nobody is told', () => {
  test('of what a stranger sends', async () => {
    const { deliver, deadLetters, outcomes, log } = await sending(one, dated('12/31/2026'), {
      'x-bamboohr-signature': '0'.repeat(64),
    });

    expect(await deliver()).toMatchObject({ status: 401 });

    expect([deadLetters(), outcomes()]).toEqual([[], []]);
    expect(log()).not.toContain(noticeRejected);
  });

  test('of what concerns nobody', async () => {
    const { deliver, deadLetters } = await sending(one, sampleOf('bamboohr', 'irrelevant.json'));

    expect(await deliver()).toMatchObject({ status: 202 });

    expect(deadLetters()).toEqual([]);
  });
});

describe.each(members.filter(({ variant }) => variant === undefined || !variant.startsWith('many')))(
  'the dead letter of $name $variant',
  (member) => {
    test('has what the sender said, and no secret of its source', async () => {
      const file = member.name === 'wecom' ? 'malformed.xml' : 'malformed.json';
      const { deliver, deadLetters, sender } = await sending(member, sampleOf(member.name, file));

      expect((await deliver()).status).toBe(400);

      const letters = deadLetters();
      expect(letters).toHaveLength(1);
      expect(letters[0]?.body['entries']).not.toEqual([]);
      const text = JSON.stringify(letters);
      for (const secret of secretTextsOf(sender.secret)) expect(text).not.toContain(secret);
    });
  },
);

function secretTextsOf(secret: unknown): string[] {
  return typeof secret === 'string' ? [secret] : Object.values(secret as Record<string, string>);
}
