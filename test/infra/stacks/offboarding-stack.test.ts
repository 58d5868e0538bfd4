import { describe, expect, test } from 'vitest';
import { arn, createStacks, ref, resourcesOf } from './create-stacks.ts';

type FunctionProperties = { Environment: { Variables: Record<string, string> }; Role: unknown; Timeout: number };
type QueueProperties = { MessageRetentionPeriod: number; VisibilityTimeout: number; RedriveAllowPolicy: unknown };
type StageProperties = { AccessLogSettings: { Format: string } };

const names = [
  'HrWebhook',
  'Offboard',
  'WakeDueCases',
  'RefreshAccess',
  'SweepEips',
  'UnbindEips',
  'Reconcile',
  'Operator',
  'PublishOutcomes',
];
const callersOfWorkspace = ['Offboard', 'RefreshAccess', 'SweepEips', 'UnbindEips', 'Reconcile', 'Operator'];

const { offboarding, configurationOf } = createStacks();
const functions = resourcesOf<FunctionProperties>(offboarding, 'AWS::Lambda::Function');
const variablesOf = (name: string) => functions[`${name}Function`]?.Environment.Variables ?? {};

describe('the functions', () => {
  test('are those of the design', () => {
    expect(Object.keys(functions)).toEqual(names.map((name) => `${name}Function`));
  });

  test.each(names)('%s runs on Node 24 and arm64, with source maps', (name) => {
    expect(functions[`${name}Function`]).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
    });
  });

  test.each(names)('%s logs JSON to a group of its own that forgets', (name) => {
    expect(functions[`${name}Function`]).toMatchObject({
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', LogGroup: ref(`${name}Logs`) },
    });
    expect(resourcesOf(offboarding, 'AWS::Logs::LogGroup')[`${name}Logs`]).toEqual({ RetentionInDays: 90 });
  });

  test('share no role', () => {
    for (const name of names) expect(functions[`${name}Function`]?.Role).toEqual(arn(`${name}Role`));
  });

  test.each(callersOfWorkspace)('%s knows where Workspace is and keeps to its share of the calls', (name) => {
    expect(variablesOf(name)).toMatchObject({
      WORKSPACE_ENDPOINT: 'https://workspace.ap-southeast-3.myhuaweicloud.com',
      WORKSPACE_PROJECT_ID: { Ref: 'WorkspaceProjectId' },
      WORKSPACE_SECRET_ID: { 'Fn::ImportValue': expect.stringContaining('WorkspaceSecret') },
    });
    // Two consumers of each queue, the sweep, the reconciliation and the operator.
    expect(configurationOf(name)).toMatchObject({
      workspace: { budget: { writesPerMinute: 100, readsPerMinute: 200, share: 8 } },
    });
  });

  test.each(names.filter((name) => !callersOfWorkspace.includes(name)))('%s knows nothing of Workspace', (name) => {
    expect(Object.keys(variablesOf(name)).filter((variable) => variable.startsWith('WORKSPACE'))).toEqual([]);
  });
});

describe('the queues', () => {
  const queues = resourcesOf<QueueProperties>(offboarding, 'AWS::SQS::Queue');
  const deadLetterQueues = [
    'ExitsDeadLetters',
    'OutcomesDeadLetters',
    'IdleEipsDeadLetters',
    'AccessRefreshDeadLetters',
    'EveryMinuteDeadLetters',
    'NightlyDeadLetters',
    'EveryNightDeadLetters',
    'RejectedNoticesDeadLetters',
  ];

  test('are three of work and their dead-letter queues, those of the schedules, and that of the doors', () => {
    expect(Object.keys(queues).toSorted()).toEqual(
      ['ExitsQueue', 'OutcomesQueue', 'IdleEipsQueue', ...deadLetterQueues].toSorted(),
    );
  });

  test.each(Object.keys(queues))('%s is encrypted and reached by TLS alone', (id) => {
    expect(queues[id]).toMatchObject({ SqsManagedSseEnabled: true });
    expect(Object.values(resourcesOf(offboarding, 'AWS::SQS::QueuePolicy'))).toContainEqual({
      Queues: [ref(id)],
      PolicyDocument: expect.objectContaining({
        Statement: [
          expect.objectContaining({
            Effect: 'Deny',
            Action: 'sqs:*',
            Principal: { AWS: '*' },
            Resource: arn(id),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ],
      }),
    });
  });

  test.each(deadLetterQueues)('%s keeps its letters for fourteen days', (id) => {
    expect(queues[id]?.MessageRetentionPeriod).toBe(14 * 24 * 3600);
  });

  test.each([
    ['Exits', 36],
    ['Outcomes', 5],
    ['IdleEips', 5],
  ])('%s gives up on a message after %i tries, with ten days left to look', (name, maxReceiveCount) => {
    expect(queues[`${name}Queue`]).toMatchObject({
      RedrivePolicy: { deadLetterTargetArn: arn(`${name}DeadLetters`), maxReceiveCount },
    });
    expect(queues[`${name}Queue`]?.MessageRetentionPeriod).toBeLessThanOrEqual(4 * 24 * 3600);
  });

  test.each(['Exits', 'Outcomes', 'IdleEips'])('%s alone may use its dead-letter queue', (name) => {
    expect(queues[`${name}Queue`]).toMatchObject({ QueueName: `Offboarding-${name}` });
    expect(queues[`${name}DeadLetters`]).toMatchObject({
      RedriveAllowPolicy: {
        redrivePermission: 'byQueue',
        sourceQueueArns: [{ 'Fn::Join': ['', expect.arrayContaining([`:Offboarding-${name}`])] }],
      },
    });
  });

  test.each([
    { name: 'Exits', consumer: 'Offboard', times: 1, group: { BatchSize: 100, MaximumBatchingWindowInSeconds: 1 } },
    { name: 'Outcomes', consumer: 'PublishOutcomes', times: 6, group: { BatchSize: 10 } },
    { name: 'IdleEips', consumer: 'UnbindEips', times: 6, group: { BatchSize: 1 } },
  ])(
    '$name is consumed by two workers, which report failures message by message',
    ({ name, consumer, times, group }) => {
      expect(Object.values(resourcesOf(offboarding, 'AWS::Lambda::EventSourceMapping'))).toContainEqual({
        ...group,
        EventSourceArn: arn(`${name}Queue`),
        FunctionName: ref(`${consumer}Function`),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      });
      const { Timeout = Number.NaN } = functions[`${consumer}Function`] ?? {};
      expect(queues[`${name}Queue`]?.VisibilityTimeout).toBeGreaterThanOrEqual(times * Timeout);
    },
  );

  test('what a dead worker held of Exits is worked on again within two minutes, and not before it is surely dead', () => {
    const { VisibilityTimeout = Number.NaN } = queues['ExitsQueue'] ?? {};
    const { Timeout = Number.NaN } = functions['OffboardFunction'] ?? {};
    const gathering = 1;
    expect(VisibilityTimeout).toBeGreaterThan(Timeout + gathering);
    expect(VisibilityTimeout + gathering).toBeLessThan(115);
  });
});

describe('the announcements', () => {
  const topics = resourcesOf<{ KmsMasterKeyId: unknown }>(offboarding, 'AWS::SNS::Topic');

  test('go to a topic that is encrypted and reached by TLS alone', () => {
    expect(JSON.stringify(topics['AnnouncementsTopic']?.KmsMasterKeyId)).toContain(':alias/aws/sns');
    expect(resourcesOf(offboarding, 'AWS::SNS::TopicPolicy')['AnnouncementsTopicPolicy']).toEqual({
      Topics: [ref('AnnouncementsTopic')],
      PolicyDocument: expect.objectContaining({
        Statement: [
          expect.objectContaining({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Principal: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ],
      }),
    });
  });

  test('are sent to the addresses of the configuration, as alarms are, and to nobody by default', () => {
    expect(resourcesOf(offboarding, 'AWS::SNS::Subscription')).toEqual({});
    const emails = ['it@example.com', 'audit@example.com'];
    const configured = resourcesOf(createStacks({ notifications: { emails } }).offboarding, 'AWS::SNS::Subscription');
    expect(Object.values(configured)).toEqual(
      ['AnnouncementsTopic', 'AlarmsTopic'].flatMap((topic) =>
        emails.map((Endpoint) => ({ Endpoint, Protocol: 'email', TopicArn: ref(topic) })),
      ),
    );
  });

  test('go to the event bus in the name of this product alone', () => {
    const policies = JSON.stringify(resourcesOf(offboarding, 'AWS::IAM::Policy'));
    expect(policies.match(/events:PutEvents/g)).toHaveLength(1);
    expect(policies).toContain(
      '"Action":"events:PutEvents","Condition":{"ForAllValues:StringEquals":{"events:source":"workspace-offboarding"},' +
        '"Null":{"events:source":"false"}}',
    );
  });
});

describe('the schedules', () => {
  const schedules = resourcesOf(offboarding, 'AWS::Scheduler::Schedule');

  test('wake due cases every minute', () => {
    expect(schedules['EveryMinuteSchedule']).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Target: { Arn: arn('WakeDueCasesFunction') },
    });
  });

  test('sweep at the configured time of the configured time zone, or not at all', () => {
    const sweep = { schedule: 'cron(0 3 ? * MON-FRI *)', timeZone: 'Asia/Shanghai', enabled: false };
    const configured = resourcesOf(createStacks({ sweep }).offboarding, 'AWS::Scheduler::Schedule');
    expect(configured['NightlySchedule']).toMatchObject({
      ScheduleExpression: 'cron(0 3 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      State: 'DISABLED',
      Target: { Arn: arn('SweepEipsFunction') },
    });
  });

  test('reconcile at a time of its own in the time zone of the sweep, or not at all', () => {
    const reconcile = { schedule: 'cron(0 4 * * ? *)', enabled: false };
    const config = { reconcile, sweep: { timeZone: 'Asia/Shanghai' } };
    expect(
      resourcesOf(createStacks(config).offboarding, 'AWS::Scheduler::Schedule')['EveryNightSchedule'],
    ).toMatchObject({
      ScheduleExpression: 'cron(0 4 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      State: 'DISABLED',
      Target: { Arn: arn('ReconcileFunction') },
    });
  });

  test.each([
    { schedule: 'EveryMinute', target: 'WakeDueCases' },
    { schedule: 'AccessRefresh', target: 'RefreshAccess' },
    { schedule: 'Nightly', target: 'SweepEips' },
    { schedule: 'EveryNight', target: 'Reconcile' },
  ])('$schedule keeps what could not be delivered, and what failed when it ran', ({ schedule, target }) => {
    expect(schedules[`${schedule}Schedule`]).toMatchObject({
      Target: { DeadLetterConfig: { Arn: arn(`${schedule}DeadLetters`) } },
    });
    expect(Object.values(resourcesOf(offboarding, 'AWS::Lambda::EventInvokeConfig'))).toContainEqual(
      expect.objectContaining({
        FunctionName: ref(`${target}Function`),
        DestinationConfig: { OnFailure: { Destination: arn(`${schedule}DeadLetters`) } },
      }),
    );
  });
});

describe('the API', () => {
  test('has one route, whose function answers every method and source', () => {
    expect(Object.values(resourcesOf(offboarding, 'AWS::ApiGatewayV2::Route'))).toEqual([
      expect.objectContaining({ RouteKey: 'ANY /hr/{source}' }),
    ]);
    expect(Object.values(resourcesOf(offboarding, 'AWS::ApiGatewayV2::Integration'))).toEqual([
      expect.objectContaining({ PayloadFormatVersion: '2.0', IntegrationUri: arn('HrWebhookFunction') }),
    ]);
  });

  test('refuses no sender that an account would let through: a 429 is not sent again', () => {
    const [stage] = Object.values(resourcesOf<StageProperties>(offboarding, 'AWS::ApiGatewayV2::Stage'));
    expect(stage).toMatchObject({ DefaultRouteSettings: { ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5_000 } });
  });

  test('logs no header, query string or body', () => {
    const [stage, ...others] = Object.values(resourcesOf<StageProperties>(offboarding, 'AWS::ApiGatewayV2::Stage'));
    expect(others).toEqual([]);
    expect(stage).toMatchObject({ StageName: '$default' });
    const fields: string[] = Object.values(JSON.parse(stage?.AccessLogSettings.Format ?? '{}'));
    expect(fields).toContain('$context.status');
    expect(fields.filter((field) => /header|query|body|authori/i.test(field))).toEqual([]);
  });
});

describe('the stack', () => {
  test('asks for the project id unless the configuration has it', () => {
    expect(offboarding.findParameters('WorkspaceProjectId')).toMatchObject({ WorkspaceProjectId: { Type: 'String' } });
    expect(offboarding.findParameters('WorkspaceProjectId')['WorkspaceProjectId']).not.toHaveProperty('Default');
    const projectId = '0123456789abcdef0123456789abcdef';
    const configured = createStacks({ workspace: { projectId } }).offboarding;
    expect(configured.findParameters('WorkspaceProjectId')).toEqual({});
    expect(resourcesOf(configured, 'AWS::Lambda::Function')['OffboardFunction']).toMatchObject({
      Environment: { Variables: { WORKSPACE_PROJECT_ID: projectId } },
    });
  });

  test('hands policy and endpoint on as configured', () => {
    const endpoint = 'https://workspace.example.com';
    const configured = createStacks({ workspace: { endpoint }, policy: { mode: 'enforce' } });
    const properties = resourcesOf<FunctionProperties>(configured.offboarding, 'AWS::Lambda::Function');
    for (const name of callersOfWorkspace) {
      expect(properties[`${name}Function`]?.Environment.Variables).toMatchObject({ WORKSPACE_ENDPOINT: endpoint });
    }
    for (const name of ['Offboard', 'UnbindEips', 'Reconcile', 'Operator']) {
      expect(configured.configurationOf(name)).toMatchObject({ policy: { mode: 'enforce' } });
    }
  });

  test('publishes everything that is there', () => {
    expect(Object.keys(offboarding.toJSON()['Outputs']).toSorted()).toEqual([
      'Api',
      'BucketEvidence',
      'DeadLetterQueueExits',
      'DeadLetterQueueIdleEips',
      'DeadLetterQueueOutcomes',
      'DeadLetterQueueReconcile',
      'DeadLetterQueueRefreshAccess',
      'DeadLetterQueueRejectedNotices',
      'DeadLetterQueueSweepEips',
      'DeadLetterQueueWakeDueCases',
      ...names.map((name) => `Function${name}`).toSorted(),
      'QueueExits',
      'QueueIdleEips',
      'QueueOutcomes',
      'ScheduleReconcile',
      'ScheduleRefreshAccess',
      'ScheduleSweepEips',
      'ScheduleWakeDueCases',
      'SecretHrStandardWebhooks',
      'SecretWorkspace',
      'Table',
      'TopicAlarms',
      'TopicAnnouncements',
    ]);
  });

  test('has not changed unnoticed', () => {
    // The hash of the code is that of the source here, and changes with every line.
    const text = JSON.stringify(offboarding.toJSON()).replaceAll(/[0-9a-f]{64}\.zip/g, 'code.zip');
    expect(JSON.parse(text)).toMatchSnapshot();
  });
});
