import { describe, expect, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { ConfigError, parseConfig } from '../../infra/config.ts';

function problemsOf(value: unknown): readonly string[] {
  try {
    parseConfig(value);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('changes nothing in Workspace unless it is told to', () => {
    expect(parseConfig(undefined).policy.mode).toBe('dry-run');
  });

  test('has the defaults that cdk.json states', () => {
    expect(parseConfig(cdkJson.context.offboarding)).toEqual(parseConfig(undefined));
  });

  test('fills in what a given part leaves out', () => {
    const config = parseConfig({ workspace: { budget: { writesPerMinute: 50 } }, policy: { mode: 'enforce' } });
    expect(config.workspace).toEqual({
      region: 'ap-southeast-3',
      budget: { writesPerMinute: 50, readsPerMinute: 200 },
      further: {},
    });
    expect(config.policy).toMatchObject({ mode: 'enforce', unbindEips: true });
  });

  test('may be JSON text, as the CDK CLI passes it', () => {
    expect(parseConfig('{"policy":{"mode":"enforce"}}').policy.mode).toBe('enforce');
  });

  test('lists every problem at once, each with its place, what is expected and what was found', () => {
    const problems = problemsOf({
      workspace: {
        region: 'Singapore',
        projectId: 'mine',
        endpoint: 'https://workspace.example.com/v2',
        budget: { writesPerMinute: 0, readsPerMinute: '200' },
      },
      policy: { mode: 'on' },
      hr: { sources: { 'standard-webhooks': { zone: 'UTC' }, pigeon: {} } },
      sweep: { enabled: 'no', schedule: '30 2 * * *', timeZone: 'Mars/Base' },
      evidence: { retentionDays: 30, lockDays: 31 },
      notifications: { emails: ['it@example.com', 'somebody'] },
      logLevel: 'LOUD',
      logRetentionDays: 91,
      polcy: {},
    });
    expect(problems).toEqual([
      'offboarding.workspace.region: expected a Huawei Cloud region such as "ap-southeast-3", got "Singapore"',
      'offboarding.workspace.projectId: expected a project id of 32 hexadecimal digits, got "mine"',
      'offboarding.workspace.endpoint: expected an https:// address without a path, got "https://workspace.example.com/v2"',
      'offboarding.workspace.budget.writesPerMinute: expected at least 1, got 0',
      'offboarding.workspace.budget.readsPerMinute: expected a whole number, got "200"',
      'offboarding.policy.mode: expected one of "dry-run"|"enforce", got "on"',
      'offboarding.hr.sources.standard-webhooks.zone: there is no such option',
      'offboarding.hr.sources.pigeon: there is no such option',
      'offboarding.sweep.enabled: expected true or false, got "no"',
      'offboarding.sweep.schedule: expected six fields such as "cron(30 2 * * ? *)", got "30 2 * * *"',
      'offboarding.sweep.timeZone: expected a time zone name such as "Asia/Singapore", got "Mars/Base"',
      'offboarding.evidence.lockDays: expected no more than retentionDays, got {"retentionDays":30,"lockDays":31}',
      'offboarding.notifications.emails.1: expected an e-mail address, got "somebody"',
      'offboarding.logLevel: expected one of "DEBUG"|"INFO"|"WARN"|"ERROR", got "LOUD"',
      expect.stringMatching(/^offboarding\.logRetentionDays: expected one of 1, 3, 5, .*, got 91$/),
      'offboarding.polcy: there is no such option',
    ]);
  });

  test('knows whose notices a policy of its own can be for', () => {
    for (const name of ['lark', 'auth0', 'scim', 'queue', 'operator', 'reconcile']) {
      expect(problemsOf({ policy: { sources: { [name]: { graceHours: 1 } } } })).toEqual([]);
    }
    expect(problemsOf({ policy: { sources: { bambohr: { graceHours: 1 } } } })).toEqual([
      expect.stringMatching(
        /^offboarding\.policy\.sources\.bambohr: expected the name of a source \(standard-webhooks, .*bamboohr.*, reconcile\), got "bambohr"$/,
      ),
    ]);
  });

  test('has as many projects as there are, and none called "main"', () => {
    const project = { region: 'cn-north-4', projectId: 'f'.repeat(32) };
    const further = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`branch-${index}`, project]));
    expect(problemsOf({ workspace: { further } })).toEqual([]);
    expect(problemsOf({ workspace: { further: { main: project } } })).toHaveLength(1);
  });

  test('does not repeat the value of an unknown option, which may be a secret in the wrong place', () => {
    const problems = problemsOf({ workspace: { secretKey: 'open sesame' } });
    expect(problems).toEqual(['offboarding.workspace.secretKey: there is no such option']);
  });

  test.each(['dry-run', [], 7])('is refused as a whole when it is %j', (value) => {
    expect(problemsOf(value)).toEqual([expect.stringMatching(/^offboarding: expected /)]);
  });

  test.each(['+08:00', 'UTC+8', ''])('takes no time zone that EventBridge Scheduler would refuse: %j', (timeZone) => {
    expect(problemsOf({ sweep: { timeZone } })).toHaveLength(1);
  });

  test.each(['http://workspace.example.com', 'workspace.example.com', 'https://a.example/'])(
    'takes no endpoint other than scheme and host by https: %s',
    (endpoint) => {
      expect(problemsOf({ workspace: { endpoint } })).toHaveLength(1);
    },
  );
});
