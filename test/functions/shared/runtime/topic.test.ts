import { expect, test } from 'vitest';
import { createTopic, type TopicMessage } from '../../../../functions/shared/runtime/topic.ts';
import { createFakeSns } from '../../support/fake-sns.ts';

const numbered = (count: number): TopicMessage[] =>
  Array.from({ length: count }, (_, number) => ({
    body: { number },
    subject: 'A number',
    attributes: { kind: 'number' },
  }));

test('messages go out ten a call, as JSON with their subject and their attributes', async () => {
  const sns = createFakeSns();
  expect(await createTopic(sns.client, 'arn').publish(numbered(23))).toEqual(numbered(23).map(() => undefined));
  expect(sns.calls).toEqual([10, 10, 3]);
  expect(sns.taken.map(({ Message }) => Message)).toEqual(numbered(23).map(({ body }) => JSON.stringify(body)));
  expect(sns.taken[0]).toMatchObject({
    Subject: 'A number',
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'number' } },
  });
});

test('what SNS refuses inside a 200 is told, message by message, in the order of the messages', async () => {
  const sns = createFakeSns();
  sns.rules.refuse = ({ Message }) => (Message === '{"number":11}' ? 'InvalidParameter' : undefined);
  const problems = await createTopic(sns.client, 'arn').publish(numbered(13));
  expect(problems.map((problem, index) => [index, problem]).filter(([, problem]) => problem !== undefined)).toEqual([
    [11, 'SNS: InvalidParameter'],
  ]);
});

test('what SNS says nothing of was not taken', async () => {
  const client = { send: async () => ({ Successful: [{ Id: '1' }] }) };
  expect(await createTopic(client as never, 'arn').publish(numbered(2))).toEqual(['SNS: no answer', undefined]);
});

test('nothing is sent where there is nothing to send', async () => {
  const sns = createFakeSns();
  expect(await createTopic(sns.client, 'arn').publish([])).toEqual([]);
  expect(sns.calls).toEqual([]);
});

test('a call that fails is thrown', async () => {
  const sns = createFakeSns();
  sns.rules.down = new Error('NotFound');
  await expect(createTopic(sns.client, 'arn').publish(numbered(1))).rejects.toThrow('NotFound');
});
