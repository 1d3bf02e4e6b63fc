import { join } from 'node:path'
import { startAccessControl } from './access/access.ts'
import { permissionsOf } from './access/permissions.ts'
import { assume, noRole, resourcePoliciesOf, rolesOf } from './access/roles.ts'
import type { Credentials } from './access/signature.ts'
import { privateFolder } from './folders.ts'
import { createFunction } from './functions/function.ts'
import { functionSettings } from './functions/functions.ts'
import { startInvocations } from './functions/invocations.ts'
import { schedulesOf, startSchedules } from './functions/schedules.ts'
import { apiOf } from './gateway/api.ts'
import { startGateway } from './gateway/gateway.ts'
import { lockFolder } from './lock.ts'
import { type Log, toStandardError } from './log.ts'
import { type Poller, poll } from './queues/event-source.ts'
import { eventSourcesOf } from './queues/event-sources.ts'
import { queueAttributes } from './queues/queues.ts'
import { startSqs } from './queues/sqs.ts'
import { functionArn, physicalName, queueUrl, referencesOf } from './references.ts'
import { startDynamoDb } from './stores/dynamodb.ts'
import { createTables, tableOf } from './stores/tables.ts'
import { resourcesOf, type Template } from './template.ts'

export interface LocalStackOptions {
  /** A synthesized template, and the folder that it was synthesized into. */
  template: Template
  assemblyDir: string
  /** Where tables and queues are kept between runs; in memory without it. */
  dataDir?: string | undefined
  /** The API's port on 127.0.0.1; 0 takes a free one. */
  port: number
  /** How often each schedule fires, in place of its own rate. */
  tickSeconds: number
  /** Replaces variables that a function has in the template; a name that it has not is not given to it. */
  environment?: Record<string, string>
  /** Takes the lines that the functions and the stack write; standard error by default. */
  onLog?: Log
}

export interface LocalStack {
  /** The API's base URL, without a slash at its end. */
  url: string
  dynamodbUrl: string
  sqsUrl: string
  /** The key of this run with which its owner may do everything on both. */
  credentials: Credentials
  /** Table names by logical id. */
  tables: Record<string, string>
  /** Queue URLs by logical id. */
  queues: Record<string, string>
  /** Ends everything; invocations under way get a few seconds. */
  stop: () => Promise<void>
}

/** How long invocations under way may go on when the stack is stopped. */
const graceMs = 3_000

const start = async (options: LocalStackOptions, closers: (() => unknown)[]): Promise<Omit<LocalStack, 'stop'>> => {
  const { template, assemblyDir, dataDir, environment = {}, onLog: log = toStandardError } = options
  const ids = (...types: string[]): string[] => resourcesOf(template, ...types).map(([id]) => id)
  const onClose = <T extends { close: () => Promise<void> }>(started: T): T => {
    closers.push(started.close)
    return started
  }

  const access = startAccessControl(log)
  if (dataDir !== undefined) closers.push(lockFolder(dataDir))
  const [dynamodb, sqs] = await Promise.all([
    startDynamoDb(dataDir && privateFolder(join(dataDir, 'dynamodb')), access.doorkeepers.dynamodb).then(onClose),
    startSqs(dataDir && privateFolder(join(dataDir, 'sqs')), access.doorkeepers.sqs).then(onClose),
  ])
  const invocations = onClose(await startInvocations(access.doorkeepers.lambda))
  const gateway = onClose(await startGateway(options.port, log))
  const references = referencesOf(template, { sqsUrl: sqs.url, apiUrl: gateway.url })

  const tableIds = ids('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table')
  const tables = tableIds.map((id) => tableOf(template, id, references))
  await createTables(dynamodb.url, access.owner, tables)
  const queueIds = ids('AWS::SQS::Queue')
  for (const id of queueIds) sqs.putQueue(physicalName(template, id), queueAttributes(template, id, references))

  access.learn({ tables, policies: resourcePoliciesOf(template, references) })
  const roles = rolesOf(template, references)
  const permissions = permissionsOf(template, references)

  const endpoints = {
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_LAMBDA: invocations.url,
  }
  const functions = ids('AWS::Lambda::Function').map((id) => {
    const settings = functionSettings(template, id, references, assemblyDir, environment)
    const session = settings.name
    const principal =
      settings.role === undefined
        ? noRole(session)
        : assume(roles, settings.role, { service: 'lambda.amazonaws.com', session })
    const { accessKeyId, secretAccessKey } = access.keyFor(principal)
    const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
    const variables = { ...endpoints, ...keys, ...settings.variables }
    return createFunction({ ...settings, variables }, functionArn(settings.name), principal, log)
  })
  invocations.serve(functions)
  const pollers: Poller[] = []
  closers.push(() => Promise.all(pollers.map(({ drained }) => drained())))
  closers.push(() => Promise.all(functions.map((each) => each.stop(graceMs))))
  closers.push(gateway.refuse)

  const sources = eventSourcesOf(template, references, { functions, sqsUrl: sqs.url, refusal: access.refusal })
  const schedules = schedulesOf(template, references, { functions, roles, permissions, refusal: access.refusal })
  gateway.serve(apiOf(template, references, functions, permissions))
  pollers.push(...sources.map((source) => poll(source, sqs, log)))
  closers.push(() => Promise.all(pollers.map((poller) => poller.stop())))
  closers.push(startSchedules(schedules, options.tickSeconds))

  return {
    url: gateway.url,
    dynamodbUrl: dynamodb.url,
    sqsUrl: sqs.url,
    credentials: access.owner,
    tables: Object.fromEntries(tableIds.map((id) => [id, physicalName(template, id)])),
    queues: Object.fromEntries(queueIds.map((id) => [id, queueUrl(sqs.url, physicalName(template, id))])),
  }
}

/**
 * Runs a synthesized stack in this process: its tables, queues, functions, HTTP API, event source mappings and schedules.
 * Everything listens on 127.0.0.1, and each function, schedule and mapping may do what the template's policies allow it.
 * Throws, with nothing left running, when the data folder is in use, the port is taken, or the template needs something
 * that has no stand-in here, a policy that cannot be judged included.
 */
export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  // Last started, first stopped.
  const closers: (() => unknown)[] = []
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close()
  }
  try {
    return { ...(await start(options, closers)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
