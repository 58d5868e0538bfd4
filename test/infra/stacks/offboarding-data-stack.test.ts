import { describe, expect, test } from 'vitest';
import { sources } from '../../../functions/hr-webhook/sources.ts';
import { liveSecrets } from '../../../functions/shared/intake/live-secrets.ts';
import type { HrSource } from '../../../functions/shared/intake/source.ts';
import { createStacks, resourcesOf } from './create-stacks.ts';

type BucketPolicy = {
  PolicyDocument: { Statement: { Effect: string; Principal: unknown; Action: unknown; Condition?: unknown }[] };
};

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

  const buckets = resourcesOf(data, 'AWS::S3::Bucket');

  test('keeps evidence in a bucket that is encrypted, closed to the public, and forgets it in time', () => {
    expect(buckets).toEqual({
      EvidenceBucket: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'Retention',
              Status: 'Enabled',
              ExpirationInDays: 2557,
              NoncurrentVersionExpiration: { NoncurrentDays: 1 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
  });

  test('lets nobody delete evidence, write over it, or read it without TLS', () => {
    const [policy, ...others] = Object.values(resourcesOf<BucketPolicy>(data, 'AWS::S3::BucketPolicy'));
    expect(others).toEqual([]);
    const statements = policy?.PolicyDocument.Statement ?? [];
    expect(statements.map(({ Effect }) => Effect)).toEqual(statements.map(() => 'Deny'));
    expect(statements).toContainEqual(
      expect.objectContaining({ Principal: '*', Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'] }),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({
        Principal: '*',
        Action: 's3:PutObject',
        Condition: { Null: { 's3:if-none-match': 'true' } },
      }),
    );
    expect(statements).toContainEqual(
      expect.objectContaining({ Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  test('locks evidence, and keeps it for another time, where that is configured', () => {
    const { data: configured } = createStacks({ evidence: { retentionDays: 400, lockDays: 365 } });
    expect(resourcesOf(configured, 'AWS::S3::Bucket')['EvidenceBucket']).toMatchObject({
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 400 }] },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 365 } } },
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
