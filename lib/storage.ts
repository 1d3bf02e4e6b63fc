import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { AnyPrincipal, Effect, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Config } from './config.ts'

const keys = {
  partitionKey: { name: 'PK', type: AttributeType.STRING },
  sortKey: { name: 'SK', type: AttributeType.STRING },
}

/** DynamoDB answers without TLS as well, unless it is told not to. */
const onlyTls = (): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:*'],
        resources: ['*'],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  })

type Action = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem'

const allow = (
  actions: readonly Action[],
  resource: string,
  conditions: Record<string, unknown> = {},
): PolicyStatement =>
  new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [resource], conditions })

/** The condition that a request is about items of these partitions alone. */
const only = (...partitions: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions },
  // All of none fit as well, so that alone would allow a request that names no key.
  Null: { 'dynamodb:LeadingKeys': 'false' },
})

/** The two tables, and who may touch which items of them. */
export class Storage extends Construct {
  readonly tracker: TableV2
  readonly auth: TableV2

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id)
    const common = {
      ...keys,
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.keepTables,
      removalPolicy: config.keepTables ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    }
    const most = { maxReadRequestUnits: config.maxReadUnits, maxWriteRequestUnits: config.maxWriteUnits }
    this.tracker = new TableV2(this, 'Tracker', {
      ...common,
      billing: Billing.onDemand(most),
      resourcePolicy: onlyTls(),
      globalSecondaryIndexes: [
        {
          // Sparse: only players that are fetched at all carry `due`, and milestones, which are told by their moments as well.
          indexName: 'due',
          partitionKey: { name: 'due', type: AttributeType.STRING },
          sortKey: { name: 'nextFetchAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
          ...most,
        },
        {
          // Keys only: what a fetch changes about a player must not cost a second write here.
          indexName: 'names',
          partitionKey: { name: 'list', type: AttributeType.STRING },
          sortKey: { name: 'PK', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
          ...most,
        },
      ],
    })
    // Each request reads a session; only signing in and out writes here.
    const billing = Billing.onDemand({ maxReadRequestUnits: 200, maxWriteRequestUnits: 50 })
    this.auth = new TableV2(this, 'Auth', { ...common, billing, resourcePolicy: onlyTls() })
  }

  /** Allows exactly these actions on the tracker table, and queries of those of its indexes that are named. */
  grantTracker(grantee: IGrantable, actions: readonly Action[], ...indexes: ('due' | 'names')[]): void {
    const policy = grantee.grantPrincipal
    policy.addToPrincipalPolicy(allow(actions, this.tracker.tableArn))
    for (const index of indexes) {
      policy.addToPrincipalPolicy(allow(['Query'], `${this.tracker.tableArn}/index/${index}`))
    }
  }

  /** Lets a function read what links show: links, players and what is stored of these, and nothing else; no index lists them. */
  grantShared(grantee: IGrantable): void {
    const own = only('PLAYER#*', 'LINKS', 'LAYOUT', 'METRICS')
    grantee.grantPrincipal.addToPrincipalPolicy(allow(['GetItem', 'BatchGetItem', 'Query'], this.tracker.tableArn, own))
  }

  /**
   * Lets a function find out who asks: it reads sessions, API keys and the public keys, never a password hash or a private key,
   * and writes nothing but the days on which API keys are used.
   */
  grantSessionCheck(grantee: IGrantable): void {
    const policy = grantee.grantPrincipal
    const read = only('SESSION#*', 'PUBLIC_KEY', 'KEY#*', 'KEYUSE#*')
    policy.addToPrincipalPolicy(allow(['GetItem', 'Query'], this.auth.tableArn, read))
    policy.addToPrincipalPolicy(allow(['PutItem'], this.auth.tableArn, only('KEYUSE#*')))
  }

  /** Lets a function that changes something write it into the audit. */
  grantAudit(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(allow(['PutItem'], this.auth.tableArn, only('AUDIT')))
  }

  /** Lets a function store and delete the URLs and secrets of webhooks, which it cannot read. */
  grantWebhookSecrets(grantee: IGrantable): void {
    const own = only('WEBHOOK_SECRET')
    grantee.grantPrincipal.addToPrincipalPolicy(allow(['PutItem', 'DeleteItem'], this.auth.tableArn, own))
  }

  /** Lets the function that tells news read what there is to tell, whom, and where to; and nothing of players or users. */
  grantDelivery(grantee: IGrantable): void {
    const policy = grantee.grantPrincipal
    const actions: Action[] = ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem']
    const own = only('OUTBOX', 'WEBHOOKS', 'MAIL#*')
    policy.addToPrincipalPolicy(allow(actions, this.tracker.tableArn, own))
    policy.addToPrincipalPolicy(allow(['Query'], `${this.tracker.tableArn}/index/due`, only('NEWS')))
    policy.addToPrincipalPolicy(allow(['GetItem'], this.auth.tableArn, only('WEBHOOK_SECRET')))
  }

  /** Lets the auth function, and it alone, work on users, attempts, sessions, keys and the audit. */
  grantAuth(grantee: IGrantable): void {
    const actions: Action[] = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem']
    grantee.grantPrincipal.addToPrincipalPolicy(allow(actions, this.auth.tableArn))
  }
}
