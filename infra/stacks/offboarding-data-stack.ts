import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { OffboardingConfig } from '../config.ts';
import { EvidenceBucket } from '../constructs/evidence-bucket.ts';
import { GivenSecret } from '../constructs/given-secret.ts';
import { Ledger } from '../constructs/ledger.ts';

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
        this.#rotatedSecret(`HrSecret-${source}`, `What ${source} webhooks are signed with`),
      ]),
    );
    this.scimSecret = config.hr.scim && this.#rotatedSecret('ScimSecret', 'The bearer token of SCIM clients');
  }

  #rotatedSecret(id: string, what: string): GivenSecret {
    return new GivenSecret(this, id, {
      description: `${what}: {"current": "...", "previous": "..."}.`,
      // 64 letters and digits are base64 of 48 random bytes: a Standard Webhooks secret, ready to be handed to the sender.
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'current',
        excludePunctuation: true,
        passwordLength: 64,
      },
    });
  }
}
