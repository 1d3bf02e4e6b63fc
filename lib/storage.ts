import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Config } from './config.ts'

const keys = {
  partitionKey: { name: 'PK', type: AttributeType.STRING },
  sortKey: { name: 'SK', type: AttributeType.STRING },
}

/** The two tables, and who may touch which items of them. */
export class Storage extends Construct {
  readonly tracker: TableV2
  readonly auth: TableV2

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id)
    const common = {
      ...keys,
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.keepTables,
      removalPolicy: config.keepTables ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    }
    this.tracker = new TableV2(this, 'Tracker', {
      ...common,
      globalSecondaryIndexes: [
        {
          // Sparse: only players that are fetched at all carry `due`.
          indexName: 'due',
          partitionKey: { name: 'due', type: AttributeType.STRING },
          sortKey: { name: 'nextFetchAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
        {
          // Keys only: what a fetch changes about a player must not cost a second write here.
          indexName: 'names',
          partitionKey: { name: 'list', type: AttributeType.STRING },
          sortKey: { name: 'PK', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    })
    this.auth = new TableV2(this, 'Auth', common)
  }

  /** Allows exactly these actions on the tracker table, and on its indexes where one of them is a query. */
  grantTracker(grantee: IGrantable, ...actions: string[]): void {
    const resources = [this.tracker.tableArn]
    if (actions.includes('Query')) resources.push(`${this.tracker.tableArn}/index/*`)
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources }),
    )
  }

  /** Lets a function check sessions: it reads those and the public keys, never a password hash or a private key. */
  grantSessionCheck(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [this.auth.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SESSION#*', 'PUBLIC_KEY'] } },
      }),
    )
  }

  /** Lets the auth function, and it alone, work on users, attempts, sessions and keys. */
  grantAuth(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'].map((action) => `dynamodb:${action}`),
        resources: [this.auth.tableArn],
      }),
    )
  }
}
