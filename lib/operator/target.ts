import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../../shared/dynamodb.ts'
import type { Queue } from '../../shared/pace/message.ts'
import { chooseConfig, stageConfig } from '../config.ts'
import { localConnection, runningStack } from './local.ts'
import { UnreachableError } from './reasons.ts'

/** Which stage a command line asks for: one by its name, that of a file of settings, or the local stack. */
export interface Choice {
  stage?: string
  config?: string
}

/** The tables and queues of a stage, and what else is to be known of it. */
export interface Target {
  /** As in `the local stack`. */
  title: string
  auth: Table
  tracker: Table
  fetchQueue: Queue
  deadLetters: Queue
  /** Seconds between two requests to the hiscores. */
  paceSeconds: number
  /** How many days single snapshots are kept. */
  retentionDays: number
}

interface Clients {
  dynamodb: DynamoDBClient
  sqs: SQSClient
}

interface Names {
  title: string
  authTable: string
  trackerTable: string
  fetchQueue: string
  deadLetters: string
  paceSeconds: number
  retentionDays: number
}

const localStack = async (): Promise<[Names, Clients]> => {
  const stack = runningStack(process.env.DATA_DIR || '.local')
  const connection = { ...localConnection, credentials: stack.credentials }
  const dynamodb = new DynamoDBClient({ ...connection, endpoint: stack.dynamodbUrl })
  const sqs = new SQSClient({ ...connection, endpoint: stack.sqsUrl, useQueueUrlAsEndpoint: false })
  return [
    { title: 'the local stack', ...stack },
    { dynamodb, sqs },
  ]
}

const deployedStage = async ({ stage, config }: Choice): Promise<[Names, Clients]> => {
  const settings = config === undefined ? stageConfig(stage!) : chooseConfig({ config })
  // A fifth of the time that the command takes to start, which the local stack has no use for.
  const { deployedOutputs } = await import('./deployed.ts')
  const { outputs, connection } = await deployedOutputs(settings)
  const output = (key: string): string => {
    const value = outputs[key]
    if (value) return value
    throw new UnreachableError(
      `The stack of stage "${settings.stage}" has no output ${key}. Deploy this version of it.`,
    )
  }
  const names = {
    title: `stage ${settings.stage}`,
    authTable: output('AuthTable'),
    trackerTable: output('TrackerTable'),
    fetchQueue: output('FetchQueue'),
    deadLetters: output('DeadLetters'),
    paceSeconds: Number(output('FetchPaceSeconds')),
    retentionDays: Number(output('RetentionDays')),
  }
  return [
    names,
    { dynamodb: new DynamoDBClient(connection), sqs: new SQSClient({ ...connection, useQueueUrlAsEndpoint: false }) },
  ]
}

const open = ({ title, paceSeconds, retentionDays, ...names }: Names, { dynamodb, sqs }: Clients): Target => {
  const client = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } })
  return {
    title,
    auth: { client, name: names.authTable },
    tracker: { client, name: names.trackerTable },
    fetchQueue: { client: sqs, url: names.fetchQueue },
    deadLetters: { client: sqs, url: names.deadLetters },
    paceSeconds,
    retentionDays,
  }
}

/**
 * Runs work on the stage that is asked for, deployed or local. Throws what `reasonOf` has words for when it cannot be
 * found or reached.
 */
export const onTarget = async <T>(choice: Choice, work: (target: Target) => Promise<T>): Promise<T> => {
  const isLocal = choice.stage === undefined && choice.config === undefined
  const [names, clients] = await (isLocal ? localStack() : deployedStage(choice))
  try {
    return await work(open(names, clients))
  } finally {
    for (const client of Object.values(clients)) client.destroy()
  }
}
