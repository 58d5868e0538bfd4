import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

const string = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * Cases and their evidence in one table. Two indexes answer "what is due?" and "which cases stand where?".
 *
 * The grants name actions and indexes one by one: the table's own would add Scan, DeleteItem and every index. Nobody may
 * delete.
 */
export class Ledger extends Construct {
  readonly tableName: string;
  readonly #tableArn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new TableV2(this, 'Table', {
      partitionKey: string('pk'),
      sortKey: string('sk'),
      globalSecondaryIndexes: [
        { indexName: 'due', partitionKey: string('duePartition'), sortKey: string('dueAt') },
        { indexName: 'status', partitionKey: string('status'), sortKey: string('updatedAt') },
      ],
      timeToLiveAttribute: 'expiresAt',
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.tableName = table.tableName;
    this.#tableArn = table.tableArn;
  }

  /** Load and save cases with their evidence, and note that subscribers were told of them. */
  grantCases(grantee: IGrantable): void {
    this.#grant(grantee, ['BatchGetItem', 'PutItem', 'UpdateItem'], '');
  }

  /** Read and write what all workers share: the caps and the quarantine. */
  grantGuards(grantee: IGrantable): void {
    this.#grant(grantee, ['GetItem', 'PutItem'], '', {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['guard'] },
    });
  }

  /** Look up and read on in the index of pools and groups. */
  grantAccessIndex(grantee: IGrantable): void {
    this.#grant(grantee, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'], '', {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['access#*'] },
    });
  }

  /** Load cases, and the whole trail of each. */
  grantLoading(grantee: IGrantable): void {
    this.#grant(grantee, ['BatchGetItem', 'Query'], '');
  }

  /** Find the cases that are due and move their `dueAt` on. */
  grantDueCases(grantee: IGrantable): void {
    this.#grant(grantee, ['Query'], '/index/due');
    this.#grant(grantee, ['UpdateItem'], '');
  }

  /** Show cases, and the evidence of each. */
  grantReading(grantee: IGrantable): void {
    this.#grant(grantee, ['BatchGetItem', 'Query'], '');
    this.#grant(grantee, ['Query'], '/index/status');
  }

  /** Find closed cases, load those of others, and write down what was found: no case is changed. */
  grantReconciling(grantee: IGrantable): void {
    this.#grant(grantee, ['Query'], '/index/status');
    this.#grant(grantee, ['BatchGetItem'], '');
    this.#grant(grantee, ['PutItem'], '', {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['reconcile#*'] },
    });
  }

  /** Write evidence. */
  grantEvidence(grantee: IGrantable): void {
    this.#grant(grantee, ['PutItem'], '');
  }

  /** Keep the users of an identity provider, and see nothing else: whoever calls from outside reaches no case. */
  grantScimUsers(grantee: IGrantable): void {
    this.#grant(grantee, ['GetItem', 'PutItem'], '', {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['scim#*'] },
    });
  }

  #grant(
    grantee: IGrantable,
    operations: readonly string[],
    part: '' | '/index/due' | '/index/status',
    conditions?: Record<string, Record<string, unknown>>,
  ): void {
    Grant.addToPrincipal({
      grantee,
      actions: operations.map((operation) => `dynamodb:${operation}`),
      resourceArns: [`${this.#tableArn}${part}`],
      ...(conditions && { conditions }),
    }).assertSuccess();
  }
}
