import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { sources } from '../../functions/hr-webhook/sources.ts';
import type { OffboardingConfig } from '../config.ts';
import { EvidenceBucket } from '../constructs/storage/evidence-bucket.ts';
import { GivenSecret } from '../constructs/storage/given-secret.ts';
import { HrSecret } from '../constructs/storage/hr-secret.ts';
import { Ledger } from '../constructs/storage/ledger.ts';

export type OffboardingDataStackProps = { config: Pick<OffboardingConfig, 'hr' | 'evidence'> };

/** What outlives every deployment: the ledger, which remembers what was done, its evidence, and the secrets. */
export class OffboardingDataStack extends Stack {
  readonly ledger: Ledger;
  readonly evidence: EvidenceBucket;
  readonly workspaceSecret: GivenSecret;
  readonly hrSecrets: ReadonlyMap<string, GivenSecret>;
  /** Undefined where SCIM is off. */
  readonly scimSecret: GivenSecret | undefined;

  constructor(scope: Construct, id: string, { config }: OffboardingDataStackProps) {
    super(scope, id, {
      description:
        'Workspace offboarding: the ledger of cases, its evidence and the secrets, kept when the stack is deleted.',
      terminationProtection: true,
    });
    this.ledger = new Ledger(this, 'Ledger');
    this.evidence = new EvidenceBucket(this, 'Evidence', { config: config.evidence });
    this.workspaceSecret = new GivenSecret(this, 'WorkspaceSecret', {
      description: 'The access key that calls Huawei Cloud Workspace: {"accessKey": "...", "secretKey": "..."}.',
      // Of the right shape from the start; calls are refused until a person has put the real key here.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ accessKey: 'not-set' }),
        generateStringKey: 'secretKey',
      },
    });
    this.hrSecrets = new Map(
      Object.keys(config.hr.sources).map((source) => [
        source,
        new HrSecret(this, `HrSecret-${source}`, {
          what: `What ${source} webhooks are signed with`,
          parts: sources.get(source)?.secretParts,
        }),
      ]),
    );
    this.scimSecret =
      config.hr.scim &&
      new HrSecret(this, 'ScimSecret', { what: 'The bearer token of SCIM clients', parts: undefined });
  }
}
