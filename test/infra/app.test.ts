import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Bundle,
  type Exit,
  readBundles,
  readTemplate,
  runApp,
  runNode,
  synthesizeByCli,
  type TemplateFile,
} from './run-app.ts';

const stacks = ['OffboardingData', 'Offboarding'];

/** With what is off by default, so that all there is gets checked. */
const everything = {
  hr: {
    scim: {},
    partnerBuses: {
      okta: { bus: 'aws.partner/okta.com/example/offboarding' },
      auth0: { bus: 'aws.partner/auth0.com/example-2308531e/auth0.logs' },
    },
  },
};

let folder: string;
let byNode: Exit;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offboarding-app-'));
  [byNode] = await Promise.all([
    runApp(join(folder, 'by-node'), { offboarding: everything }),
    synthesizeByCli(join(folder, 'by-cli'), everything),
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the CDK app', () => {
  test('makes the same templates by node alone as by the CDK CLI', async () => {
    expect(byNode).toEqual({ code: 0, stderr: '' });
    for (const stack of stacks) {
      const [one, other] = await Promise.all(
        ['by-node', 'by-cli'].map((run) => readTemplate(join(folder, run), stack)),
      );
      expect(comparable(one)).toEqual(comparable(other));
    }
  });

  test('answers a wrong configuration with every problem at once, and nothing else', async () => {
    const offboarding = { workspace: { region: 'Singapore' }, policy: { mode: 'on' } };
    expect(await runApp(join(folder, 'wrong'), { offboarding })).toEqual({
      code: 1,
      stderr:
        'The CDK context "offboarding" cannot be used:\n' +
        '  - offboarding.workspace.region: expected a Huawei Cloud region such as "ap-southeast-3", got "Singapore"\n' +
        '  - offboarding.policy.mode: expected one of "dry-run"|"enforce", got "on"\n',
    });
  });

  test('takes as many protected users and further projects as a company has', async () => {
    const users = Array.from({ length: 2_000 }, (_, number) => `somebody.with.a.long.name.${number}`);
    const further = Object.fromEntries(
      Array.from({ length: 20 }, (_, number) => [
        `branch-${number}`,
        { region: 'ap-southeast-3', projectId: `0bec5db98280d2d02fd6c00c2de791${String(number).padStart(2, '0')}` },
      ]),
    );
    const offboarding = { policy: { protect: { users } }, workspace: { further } };
    expect(await runApp(join(folder, 'large'), { offboarding })).toEqual({ code: 0, stderr: '' });
  });

  test('passes the AwsSolutions checks of cdk-nag with these exceptions, each with its reason', async () => {
    const templates = await Promise.all(stacks.map((stack) => readTemplate(join(folder, 'by-cli'), stack)));
    const exceptions = templates.flatMap(({ Resources }) => Object.entries(Resources).flatMap(exceptionsOf));
    expect(exceptions.map(({ reason }) => reason).filter((reason) => reason.length < 40)).toEqual([]);
    const subjects = exceptions.map(({ id, resource }) => `${id} ${resource}`).toSorted();
    expect(subjects).toEqual([
      'AwsSolutions-APIG4 HrApiANYhrsource',
      'AwsSolutions-APIG4 HrApiANYhrsourceHrWebhook',
      'AwsSolutions-APIG4 HrApiANYhrsourceHrWebhookPermission',
      'AwsSolutions-APIG4 HrApiANYscimv2',
      'AwsSolutions-APIG4 HrApiANYscimv2ScimPermission',
      'AwsSolutions-APIG4 HrApiANYscimv2proxy',
      'AwsSolutions-APIG4 HrApiANYscimv2proxyScim',
      'AwsSolutions-APIG4 HrApiANYscimv2proxyScimPermission',
      'AwsSolutions-IAM5[Resource::OffboardingData:ExportsOutputFnGetAttEvidenceBucketC67FF768Arn6F25C0BE/cases/*] PublishOutcomesRoleDefaultPolicy',
      'AwsSolutions-S1 EvidenceBucket',
      'AwsSolutions-S1 EvidenceBucketPolicy',
      'AwsSolutions-SMG4 HrSecretstandardwebhooks',
      'AwsSolutions-SMG4 ScimSecret',
      'AwsSolutions-SMG4 WorkspaceSecret',
      'AwsSolutions-SQS3 AccessRefreshDeadLetters',
      'AwsSolutions-SQS3 AccessRefreshDeadLettersPolicy',
      'AwsSolutions-SQS3 EveryMinuteDeadLetters',
      'AwsSolutions-SQS3 EveryMinuteDeadLettersPolicy',
      'AwsSolutions-SQS3 EveryNightDeadLetters',
      'AwsSolutions-SQS3 EveryNightDeadLettersPolicy',
      'AwsSolutions-SQS3 NightlyDeadLetters',
      'AwsSolutions-SQS3 NightlyDeadLettersPolicy',
      'AwsSolutions-SQS3 PartnerEventsDeadLetters',
      'AwsSolutions-SQS3 PartnerEventsDeadLettersPolicy',
      'AwsSolutions-SQS3 RejectedNoticesDeadLetters',
      'AwsSolutions-SQS3 RejectedNoticesDeadLettersPolicy',
    ]);
  });
});

describe('the bundles', () => {
  let bundles: Record<string, Bundle>;
  beforeAll(async () => {
    bundles = await readBundles(join(folder, 'by-cli'));
  });

  test('ask for node:http in a way that does not load undici at every cold start', async () => {
    const texts = await Promise.all(Object.values(bundles).map(({ file }) => readFile(file, 'utf8')));
    const asEsModule = /\bfrom\s*["'](?:node:)?https?["']|\bimport\(["'](?:node:)?https?["']\)/;
    expect(texts.filter((text) => asEsModule.test(text))).toEqual([]);
    expect(texts.filter((text) => /getBuiltinModule\(["']node:http["']\)/.test(text))).toHaveLength(texts.length);
  });

  // About a twentieth more than they have: whoever crosses a limit decides whether it is worth the colder start.
  test.each([
    ['hr-webhook', 467_000],
    ['scim', 477_000],
    ['partner-events', 396_000],
    ['offboard', 1_200_000],
    ['publish-outcomes', 740_000],
    ['wake-due-cases', 520_000],
    ['refresh-access', 1_140_000],
    ['sweep-eips', 1_140_000],
    ['unbind-eips', 1_140_000],
    ['operator', 1_200_000],
  ])('of %s stays under %i bytes', (name, limit) => {
    expect(bundles[name]?.bytes).toBeLessThan(limit);
  });

  test('hold undici only where Workspace is called: it costs 45 ms of every cold start', () => {
    const withUndici = Object.keys(bundles).filter((name) => bundles[name]?.packages.includes('undici'));
    expect(withUndici.toSorted()).toEqual([
      'offboard',
      'operator',
      'reconcile',
      'refresh-access',
      'sweep-eips',
      'unbind-eips',
    ]);
  });

  test('spare the webhook, for which an HR system waits, the DynamoDB client', () => {
    const packages = bundles['hr-webhook']?.packages ?? [];
    expect(packages).toContain('@aws-sdk/client-sqs');
    expect(packages.filter((name) => name.includes('dynamodb'))).toEqual([]);
  });

  test('load as they are, and name the line of TypeScript that an error comes from', async () => {
    const loaded = Object.values(bundles).map(({ file }) => runNode(['--enable-source-maps', file]));
    for (const { code, stderr } of await Promise.all(loaded)) {
      expect(code).toBe(1);
      expect(stderr).toContain('The environment of this function is wrong');
      expect(stderr).toMatch(/functions\/shared\/runtime\/check-settings\.ts:\d+/);
    }
  });

  test('have what they are configured for, each its own part', async () => {
    const configurations = await Promise.all(
      ['offboard', 'hr-webhook', 'refresh-access'].map(async (name) => {
        const file = join(dirname(bundles[name]?.file ?? ''), 'configuration.json');
        return JSON.parse(await readFile(file, 'utf8')) as object;
      }),
    );
    expect(configurations.map((configuration) => Object.keys(configuration))).toEqual([
      ['workspace', 'policy', 'keepDays'],
      ['sources'],
      ['workspace'],
    ]);
  });

  test('bring their own AWS SDK, whose version is the one that was tested', () => {
    for (const { packages } of Object.values(bundles)) expect(packages).toContain('@aws-sdk/core');
  });
});

/** Without what is rightly different: the CLI adds metadata, and unbundled code has another hash. */
function comparable(template: TemplateFile | undefined): unknown {
  return JSON.parse(
    JSON.stringify(template, (key, value) => (key === 'Metadata' ? undefined : value)).replaceAll(
      /[0-9a-f]{64}\.zip/g,
      'code.zip',
    ),
  );
}

function exceptionsOf([logicalId, { Metadata }]: [string, TemplateFile['Resources'][string]]) {
  const { rules_to_suppress: rules = [] } = (Metadata?.['cdk_nag'] ?? {}) as {
    rules_to_suppress?: { id: string; reason: string }[];
  };
  return rules.map((rule) => ({ ...rule, resource: logicalId.slice(0, -8) }));
}
