import { describe, expect, test } from 'vitest';
import { liveSecrets } from '../../../functions/hr-webhook/live-secrets.ts';
import type { HrSource } from '../../../functions/hr-webhook/source.ts';
import { sources } from '../../../functions/hr-webhook/sources.ts';
import { createStacks, resourcesOf } from './create-stacks.ts';

describe('the data stack', () => {
  const { dataStack, data } = createStacks();
  const tables = resourcesOf(data, 'AWS::DynamoDB::GlobalTable');

  test('cannot be deleted by mistake, nor anything in it', () => {
    expect(dataStack.terminationProtection).toBe(true);
    for (const resource of Object.values(data.toJSON()['Resources'])) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    expect(tables['LedgerTable']).toMatchObject({
      Replicas: [
        { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ],
    });
  });

  test('keeps the ledger in one table, paid by use, with expiry', () => {
    expect(Object.keys(tables)).toEqual(['LedgerTable']);
    expect(tables['LedgerTable']).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('answers what is due and which cases stand where by an index each, with the whole case in it', () => {
    expect(tables['LedgerTable']).toMatchObject({
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'duePartition', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: 'status',
          KeySchema: [
            { AttributeName: 'status', KeyType: 'HASH' },
            { AttributeName: 'updatedAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });

  test('makes secrets of the shape that the functions read, and none that is known beforehand', () => {
    expect(resourcesOf(data, 'AWS::SecretsManager::Secret')).toMatchObject({
      WorkspaceSecret: {
        GenerateSecretString: { SecretStringTemplate: '{"accessKey":"not-set"}', GenerateStringKey: 'secretKey' },
      },
      HrSecretstandardwebhooks: {
        GenerateSecretString: {
          SecretStringTemplate: '{}',
          GenerateStringKey: 'current',
          ExcludePunctuation: true,
          PasswordLength: 64,
        },
      },
    });
  });

  test.each([
    ['lark', ['encryptKey', 'verificationToken']],
    ['dingtalk', ['token', 'aesKey', 'ownerId']],
    ['wecom', ['token', 'aesKey', 'corpId']],
  ])(
    'makes the secret of %s of the right form and empty, so that it is refused until it is filled in',
    async (name, parts) => {
      const { data: withSource } = createStacks({ hr: { sources: { [name]: {} } } });
      const made = resourcesOf<{ SecretString: string }>(withSource, 'AWS::SecretsManager::Secret')[`HrSecret${name}`];
      expect(JSON.parse(made?.SecretString ?? '')).toEqual({
        current: Object.fromEntries(parts.map((part) => [part, ''])),
      });
      const source = sources.get(name) as HrSource;
      await expect(liveSecrets(source, 'id', async () => made?.SecretString ?? '')).rejects.toThrow(
        `The secret of source ${name} cannot be used (current.${parts[0]}`,
      );
    },
  );

  test('has not changed unnoticed', () => {
    expect(data.toJSON()).toMatchSnapshot();
  });
});
