import { describe, expect, test } from 'vitest';
import { createStacks, ref, resourcesOf } from './create-stacks.ts';

type AlarmProperties = {
  MetricName: string;
  Namespace: string;
  Dimensions?: { Name: string; Value: unknown }[];
  AlarmActions: unknown;
  AlarmDescription: string;
};

const okta = { bus: 'aws.partner/okta.com/example/offboarding' };
const { offboarding } = createStacks({ hr: { scim: {}, partnerBuses: { okta } } });
const alarms = resourcesOf<AlarmProperties>(offboarding, 'AWS::CloudWatch::Alarm');
const queues = Object.keys(resourcesOf(offboarding, 'AWS::SQS::Queue'));

const dimension = (Name: string, id: string) => ({ Name, Value: { 'Fn::GetAtt': [startOf(id), 'QueueName'] } });
const startOf = (id: string) => expect.stringMatching(new RegExp(`^${id}[0-9A-F]{8}$`));

describe('an alarm', () => {
  test.each(queues.filter((id) => id.endsWith('DeadLetters') && id !== 'EveryMinuteDeadLetters'))(
    'goes off at the first message in %s',
    (id) => {
      expect(Object.values(alarms)).toContainEqual(
        expect.objectContaining({
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Dimensions: [dimension('QueueName', id)],
          Statistic: 'Maximum',
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          Threshold: 1,
          EvaluationPeriods: 1,
          TreatMissingData: 'notBreaching',
        }),
      );
    },
  );

  test.each(queues.filter((id) => id.endsWith('Queue')))('goes off where a message waits too long in %s', (id) => {
    expect(Object.values(alarms)).toContainEqual(
      expect.objectContaining({
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [dimension('QueueName', id)],
        Threshold: 1800,
      }),
    );
  });

  test('goes off where nothing has woken cases, which is nothing to be measured', () => {
    expect(alarms['AlarmsClock']).toMatchObject({
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: ref('WakeDueCasesFunction') }],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 900,
      TreatMissingData: 'breaching',
    });
  });

  test('goes off where waking fails again and again, and not where the next minute makes up for it', () => {
    expect(alarms['AlarmsClockErrors']).toMatchObject({
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: ref('WakeDueCasesFunction') }],
      Threshold: 3,
      Period: 300,
    });
    expect(alarms).not.toHaveProperty('AlarmsDeadLettersWakeDueCases');
  });

  test('goes off where a sender was told to come again', () => {
    expect(alarms['AlarmsApi']).toMatchObject({
      MetricName: '5xx',
      Dimensions: [{ Name: 'ApiId', Value: ref('HrApi') }],
    });
  });

  test.each(['HrWebhook', 'Scim'])('goes off where %s has told of a secret that cannot be used', (name) => {
    const [filter] = Object.entries(resourcesOf(offboarding, 'AWS::Logs::MetricFilter')).flatMap(([id, properties]) =>
      id.startsWith(`${name}LogsSourceRefused`) ? [properties] : [],
    );
    expect(filter).toMatchObject({
      LogGroupName: ref(`${name}Logs`),
      FilterPattern: '{ $.message = "A source is refused until its secret can be used" }',
      MetricTransformations: [{ MetricNamespace: 'Offboarding', MetricName: `${name}SourceRefused`, MetricValue: '1' }],
    });
    expect(alarms[`AlarmsSecrets${name}`]).toMatchObject({
      Namespace: 'Offboarding',
      MetricName: `${name}SourceRefused`,
      Threshold: 1,
    });
  });

  test.each(['HrWebhook', 'Scim', 'PartnerEvents'])('goes off where %s has rejected what it believes', (name) => {
    const filters = Object.values(resourcesOf(offboarding, 'AWS::Logs::MetricFilter'));
    expect(filters).toContainEqual({
      LogGroupName: ref(`${name}Logs`),
      FilterPattern: '{ $.message = "What a sender is believed in has no effect, and will not be sent again" }',
      MetricTransformations: [
        { MetricNamespace: 'Offboarding', MetricName: `${name}NoticeRejected`, MetricValue: '1' },
      ],
    });
    expect(alarms[`AlarmsRejected${name}`]).toMatchObject({
      Namespace: 'Offboarding',
      MetricName: `${name}NoticeRejected`,
      Threshold: 1,
    });
  });

  test('says what it means, and tells a topic of its own that CloudWatch may publish to', () => {
    for (const { AlarmActions, AlarmDescription } of Object.values(alarms)) {
      expect(AlarmActions).toEqual([ref('AlarmsTopic')]);
      expect(AlarmDescription).toMatch(/\w{3,}.*\.$/);
    }
    // Without properties, thus without a key.
    expect(resourcesOf(offboarding, 'AWS::SNS::Topic')).toHaveProperty('AlarmsTopic', undefined);
    expect(resourcesOf(offboarding, 'AWS::SNS::TopicPolicy')['AlarmsTopicPolicy']).toMatchObject({
      Topics: [ref('AlarmsTopic')],
      PolicyDocument: {
        Statement: expect.arrayContaining([
          {
            Sid: '1',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: ref('AlarmsTopic'),
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ]),
      },
    });
  });
});
