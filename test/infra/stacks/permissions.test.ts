import { describe, expect, test } from 'vitest';
import { createStacks, resourcesOf } from './create-stacks.ts';

type PolicyProperties = {
  PolicyDocument: { Statement: { Effect: string; Action: string | string[]; Resource: unknown }[] };
};

const partnerBuses = { okta: { bus: 'aws.partner/okta.com/example/offboarding' } };
const { offboarding } = createStacks({ hr: { scim: {}, partnerBuses } });
const permissions = Object.entries(resourcesOf<PolicyProperties>(offboarding, 'AWS::IAM::Policy')).flatMap(
  ([id, { PolicyDocument }]) =>
    PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) =>
        [Resource].flat().map((resource) => ({
          holder: id.replace(/RoleDefaultPolicy$/, ''),
          action,
          resource: JSON.stringify(resource),
        })),
      ),
    ),
);

/** Whose role may do an action on a resource, which is told by a part of its reference. */
function whoMay(action: string, resource = ''): string[] {
  const found = permissions.filter((one) => one.action === action && one.resource.includes(resource));
  return [...new Set(found.map(({ holder }) => holder))].toSorted();
}

describe('permissions', () => {
  test('name each action and each resource, but for the files of cases, whose names nobody knows before', () => {
    expect(permissions.length).toBeGreaterThan(50);
    const open = permissions.filter(({ action, resource }) => action.includes('*') || resource.includes('*'));
    expect(open).toEqual([
      { holder: 'PublishOutcomes', action: 's3:PutObject', resource: expect.stringMatching(/Evidence.*\/cases\/\*"/) },
    ]);
  });

  test('come from the roles alone, not from managed policies', () => {
    for (const role of Object.values(resourcesOf(offboarding, 'AWS::IAM::Role'))) {
      expect(role).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  test('to hand work on are with those that receive notices, wake cases, sweep or act for a person', () => {
    expect(whoMay('sqs:SendMessage', 'ExitsQueue')).toEqual([
      'HrWebhook',
      'Operator',
      'PartnerEvents',
      'Reconcile',
      'Scim',
      'WakeDueCases',
    ]);
    expect(whoMay('sqs:SendMessage', 'OutcomesQueue')).toEqual([
      'HrWebhook',
      'Offboard',
      'Operator',
      'PartnerEvents',
      'Reconcile',
      'Scim',
      'UnbindEips',
    ]);
    expect(whoMay('sqs:SendMessage', 'IdleEipsQueue')).toEqual(['SweepEips']);
  });

  test('to take work are with the one consumer of each queue', () => {
    expect(whoMay('sqs:ReceiveMessage', 'ExitsQueue')).toEqual(['Offboard']);
    expect(whoMay('sqs:ReceiveMessage', 'OutcomesQueue')).toEqual(['PublishOutcomes']);
    expect(whoMay('sqs:ReceiveMessage', 'IdleEipsQueue')).toEqual(['UnbindEips']);
    expect(whoMay('sqs:ReceiveMessage', 'DeadLetters')).toEqual([]);
  });

  test('to set a message aside are with those whose work it was', () => {
    expect(whoMay('sqs:SendMessage', 'ExitsDeadLetters')).toEqual(['Offboard']);
    expect(whoMay('sqs:SendMessage', 'OutcomesDeadLetters')).toEqual(['PublishOutcomes']);
    expect(whoMay('sqs:SendMessage', 'IdleEipsDeadLetters')).toEqual(['UnbindEips']);
    expect(whoMay('sqs:SendMessage', 'RejectedNoticesDeadLetters')).toEqual(['HrWebhook', 'PartnerEvents', 'Scim']);
    expect(whoMay('sqs:SendMessage', 'EveryMinuteDeadLetters')).toEqual(['EveryMinute', 'WakeDueCases']);
    expect(whoMay('sqs:SendMessage', 'AccessRefreshDeadLetters')).toEqual(['AccessRefresh', 'RefreshAccess']);
    expect(whoMay('sqs:SendMessage', 'NightlyDeadLetters')).toEqual(['Nightly', 'SweepEips']);
    expect(whoMay('sqs:SendMessage', 'EveryNightDeadLetters')).toEqual(['EveryNight', 'Reconcile']);
    expect(whoMay('sqs:SendMessage', 'PartnerEventsDeadLetters')).toEqual(['PartnerEvents']);
  });

  test('to read a secret are with those that use it', () => {
    expect(whoMay('secretsmanager:GetSecretValue', 'WorkspaceSecret')).toEqual([
      'Offboard',
      'Operator',
      'Reconcile',
      'RefreshAccess',
      'SweepEips',
      'UnbindEips',
    ]);
    expect(whoMay('secretsmanager:GetSecretValue', 'HrSecret')).toEqual(['HrWebhook']);
    expect(whoMay('secretsmanager:GetSecretValue', 'ScimSecret')).toEqual(['Scim']);
    expect(whoMay('secretsmanager:PutSecretValue')).toEqual([]);
  });

  test('to write to the ledger are with those that have something to record', () => {
    expect(whoMay('dynamodb:PutItem', 'LedgerTable')).toEqual([
      'Offboard',
      'Operator',
      'Reconcile',
      'RefreshAccess',
      'Scim',
      'SweepEips',
      'UnbindEips',
    ]);
    expect(whoMay('dynamodb:UpdateItem', 'LedgerTable')).toEqual([
      'Offboard',
      'Operator',
      'Reconcile',
      'RefreshAccess',
      'WakeDueCases',
    ]);
  });

  test('to read the ledger are with the worker, the waker and the person, each in their own way', () => {
    expect(whoMay('dynamodb:BatchGetItem', 'LedgerTable')).toEqual([
      'Offboard',
      'Operator',
      'PublishOutcomes',
      'Reconcile',
      'RefreshAccess',
    ]);
    expect(whoMay('dynamodb:Query', 'LedgerTable')).toEqual([
      'Operator',
      'PublishOutcomes',
      'Reconcile',
      'WakeDueCases',
    ]);
    // One item each: the SCIM user, what all workers share, the index of pools. Conditions on the keys keep it at that.
    expect(whoMay('dynamodb:GetItem', 'LedgerTable')).toEqual([
      'Offboard',
      'Operator',
      'Reconcile',
      'RefreshAccess',
      'Scim',
      'UnbindEips',
    ]);
    expect(whoMay('dynamodb:Query', '/index/due')).toEqual(['WakeDueCases']);
    expect(whoMay('dynamodb:Query', '/index/status')).toEqual(['Operator', 'Reconcile']);
  });

  test('to delete evidence, or to read all of it at once, are with nobody', () => {
    for (const action of ['DeleteItem', 'BatchWriteItem', 'Scan', 'PartiQLDelete', 'DeleteTable']) {
      expect(whoMay(`dynamodb:${action}`)).toEqual([]);
    }
  });

  test('to write evidence, and to tell of it, are with the one that publishes', () => {
    expect(whoMay('s3:PutObject')).toEqual(['PublishOutcomes']);
    expect(whoMay('sns:Publish')).toEqual(['PublishOutcomes']);
    expect(whoMay('events:PutEvents')).toEqual(['PublishOutcomes']);
    for (const action of ['DeleteObject', 'DeleteObjectVersion', 'BypassGovernanceRetention', 'PutBucketPolicy']) {
      expect(whoMay(`s3:${action}`)).toEqual([]);
    }
  });

  test('to run a function are with its schedule', () => {
    expect(whoMay('lambda:InvokeFunction', 'WakeDueCasesFunction')).toEqual(['EveryMinute']);
    expect(whoMay('lambda:InvokeFunction', 'SweepEipsFunction')).toEqual(['Nightly']);
    expect(whoMay('lambda:InvokeFunction', 'ReconcileFunction')).toEqual(['EveryNight']);
    expect(whoMay('lambda:InvokeFunction', 'RefreshAccessFunction')).toEqual(['AccessRefresh']);
    expect(whoMay('lambda:InvokeFunction')).toEqual(['AccessRefresh', 'EveryMinute', 'EveryNight', 'Nightly']);
  });
});
