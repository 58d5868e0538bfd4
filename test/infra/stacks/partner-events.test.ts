import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from '../../../infra/config.ts';
import { arn, createStacks, ref, resourcesOf } from './create-stacks.ts';

const okta = { bus: 'aws.partner/okta.com/example/offboarding', suspendIsExit: true };
const auth0 = { bus: 'aws.partner/auth0.com/example-2308531e/auth0.logs' };
const { offboarding, configurationOf } = createStacks({ hr: { partnerBuses: { okta, auth0 } } });

describe("partners' event buses", () => {
  test('are not listened to unless they are configured', () => {
    const { offboarding: byDefault } = createStacks();
    expect(byDefault.findResources('AWS::Events::Rule')).toEqual({});
    expect(Object.keys(resourcesOf(byDefault, 'AWS::Lambda::Function'))).not.toContain('PartnerEventsFunction');
    const { offboarding: withOne } = createStacks({ hr: { partnerBuses: { auth0 } } });
    expect(Object.keys(resourcesOf(withOne, 'AWS::Events::Rule'))).toEqual(['PartnerEventsRuleauth0']);
  });

  test('start the function with what may be a leaver, by source and type of event, never by detail-type', () => {
    const target = { Arn: arn('PartnerEventsFunction'), DeadLetterConfig: { Arn: arn('PartnerEventsDeadLetters') } };
    expect(resourcesOf(offboarding, 'AWS::Events::Rule')).toEqual({
      PartnerEventsRuleokta: {
        Description: 'What okta says of leavers.',
        EventBusName: okta.bus,
        EventPattern: {
          source: [{ prefix: 'aws.partner/okta.com/' }],
          detail: {
            eventType: [
              'user.lifecycle.deactivate',
              'user.lifecycle.delete.initiated',
              'user.lifecycle.suspend',
              'user.lifecycle.activate',
              'user.lifecycle.reactivate',
              'user.lifecycle.unsuspend',
            ],
          },
        },
        State: 'ENABLED',
        Targets: [expect.objectContaining(target)],
      },
      PartnerEventsRuleauth0: {
        Description: 'What auth0 says of leavers.',
        EventBusName: auth0.bus,
        EventPattern: { source: [{ prefix: 'aws.partner/auth0.com/' }], detail: { data: { type: ['sdu'] } } },
        State: 'ENABLED',
        Targets: [expect.objectContaining(target)],
      },
    });
  });

  test('are told apart by the function, which knows the options of each', () => {
    expect(variablesIn(offboarding)['EXITS_QUEUE_URL']).toEqual(ref('ExitsQueue'));
    expect(configurationOf('PartnerEvents')).toEqual({ partners: { okta: { suspendIsExit: true }, auth0: {} } });
  });

  test.each([
    ['that of the source', { okta }, 'okta:'],
    ['its own', { okta: { ...okta, idPrefix: 'other:' } }, 'other:'],
  ])('put before ids %s of the same name', (_, buses, idPrefix) => {
    const prefixed = createStacks({
      hr: { sources: { okta: { idPrefix: 'okta:' } }, partnerBuses: buses },
    });
    expect(prefixed.configurationOf('PartnerEvents')).toEqual({
      partners: { okta: { suspendIsExit: true, idPrefix } },
    });
  });

  test('keep what could not be delivered, and what failed when it ran, in one queue that people find', () => {
    expect(Object.values(resourcesOf(offboarding, 'AWS::Lambda::EventInvokeConfig'))).toContainEqual(
      expect.objectContaining({
        FunctionName: ref('PartnerEventsFunction'),
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: arn('PartnerEventsDeadLetters') } },
      }),
    );
    expect(offboarding.toJSON()['Outputs']).toMatchObject({
      FunctionPartnerEvents: { Value: ref('PartnerEventsFunction') },
      DeadLetterQueuePartnerEvents: { Value: ref('PartnerEventsDeadLetters') },
    });
  });

  test('are let in by their rules alone', () => {
    type Permission = { FunctionName: unknown; Principal: string; SourceArn: unknown };
    const permissions = Object.values(resourcesOf<Permission>(offboarding, 'AWS::Lambda::Permission'));
    const toUs = permissions.filter(({ Principal }) => Principal === 'events.amazonaws.com');
    expect(toUs).toEqual(
      ['okta', 'auth0'].map((name) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: arn('PartnerEventsFunction'),
        Principal: 'events.amazonaws.com',
        SourceArn: arn(`PartnerEventsRule${name}`),
      })),
    );
  });

  test.each([
    [{ okta: { bus: auth0.bus } }, 'okta.bus: expected a bus named "aws.partner/okta.com/…"'],
    [{ okta: {} }, 'okta.bus: expected'],
    [{ auth0: { ...auth0, suspendIsExit: true } }, 'auth0.suspendIsExit: there is no such option'],
    [{ okta: { ...okta, suspendIsExit: 'yes' } }, 'okta.suspendIsExit: expected'],
    [{ pigeon: { bus: 'x' } }, 'pigeon: there is no such option'],
  ])('are configured by name, or refused: %j', (partnerBuses, problem) => {
    expect(() => parseConfig({ hr: { partnerBuses } })).toThrow(ConfigError);
    expect(() => parseConfig({ hr: { partnerBuses } })).toThrow(`offboarding.hr.partnerBuses.${problem}`);
  });
});

function variablesIn(template: typeof offboarding): Record<string, unknown> {
  type Configured = { Environment: { Variables: Record<string, unknown> } };
  return (
    resourcesOf<Configured>(template, 'AWS::Lambda::Function')['PartnerEventsFunction']?.Environment.Variables ?? {}
  );
}
