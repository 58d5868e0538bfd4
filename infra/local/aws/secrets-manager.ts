import { randomUUID } from 'node:crypto';
import type { Handler } from '../listen.ts';
import { AwsError, jsonService } from './aws-service.ts';
import type { Resource } from './describe-resources.ts';

type SecretResource = Resource<'AWS::SecretsManager::Secret'>;
type Value = { SecretString?: string | undefined; SecretBinary?: string | undefined };
type Version = Value & { VersionId: string; VersionStages: string[]; CreatedDate: number };
type Secret = { ARN: string; Name: string; versions: Version[] };
type Input = Value & { SecretId?: string; VersionId?: string; VersionStage?: string; ClientRequestToken?: string };

export type SecretsManager = {
  handler: Handler;
  create: (secret: SecretResource) => void;
  put: (arn: string, value: string) => void;
};

/** Secrets Manager in memory: GetSecretValue, PutSecretValue and DescribeSecret, by name or ARN. */
export function createSecretsManager(): SecretsManager {
  const secrets: Secret[] = [];

  const find = ({ SecretId }: Input): Secret => {
    const secret = secrets.find(({ ARN, Name }) => SecretId === ARN || SecretId === Name);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  };

  const handler = jsonService('Secrets Manager', {
    GetSecretValue: (input: Input) => {
      const { versions, ...identity } = find(input);
      return { ...identity, ...findVersion(versions, input) };
    },
    PutSecretValue: (input: Input) => {
      const { versions, ...identity } = find(input);
      const { VersionId, VersionStages } = addVersion(versions, input);
      return { ...identity, VersionId, VersionStages };
    },
    DescribeSecret: (input: Input) => {
      const { versions, ...identity } = find(input);
      const stages = versions.map(({ VersionId, VersionStages }) => [VersionId, VersionStages]);
      return { ...identity, VersionIdsToStages: Object.fromEntries(stages) };
    },
  });

  return {
    handler,
    create: ({ ref, name, properties }) => {
      const secret = { ARN: ref, Name: name, versions: [] };
      secrets.push(secret);
      const value = properties.SecretString ?? generate(properties.GenerateSecretString);
      if (value !== undefined) addVersion(secret.versions, { SecretString: value });
    },
    put: (arn, value) => void addVersion(find({ SecretId: arn }).versions, { SecretString: value }),
  };
}

function findVersion(versions: Version[], { VersionId, VersionStage = 'AWSCURRENT' }: Input): Version {
  const isWanted = (version: Version) =>
    VersionId ? version.VersionId === VersionId : version.VersionStages.includes(VersionStage);
  const version = versions.find(isWanted);
  if (version) return version;
  const wanted = VersionId ? `VersionId: ${VersionId}` : `staging label: ${VersionStage}`;
  throw new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${wanted}`,
  );
}

/** The new version is the current one, the one before it the previous one; older ones lose their label. */
function addVersion(versions: Version[], { ClientRequestToken, SecretString, SecretBinary }: Input): Version {
  const VersionId = ClientRequestToken ?? randomUUID();
  const known = versions.find((version) => version.VersionId === VersionId);
  if (known) return known;
  for (const version of versions) {
    version.VersionStages = version.VersionStages.includes('AWSCURRENT') ? ['AWSPREVIOUS'] : [];
  }
  const version = {
    VersionId,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: Date.now() / 1000,
    SecretString,
    SecretBinary,
  };
  versions.push(version);
  return version;
}

function generate(recipe: SecretResource['properties']['GenerateSecretString']): string | undefined {
  const password = randomUUID().replaceAll('-', '');
  if (!recipe?.GenerateStringKey) return recipe && password;
  return JSON.stringify({ ...JSON.parse(recipe.SecretStringTemplate), [recipe.GenerateStringKey]: password });
}
