import type { IncomingMessage } from 'node:http'
import { type Log, report } from '../log.ts'
import { dynamodbAccesses, lambdaAccesses, sqsAccesses, type TableKeys } from './calls.ts'
import type { Doorkeeper, Refused } from './door.ts'
import type { Access } from './policy.ts'
import { type Principal, type ResourcePolicy, refusal } from './roles.ts'
import { type Credentials, makeCredentials, signedBy } from './signature.ts'

/** Who may do what on the stores: nobody, until it has been told. */
export interface AccessControl {
  /** The key of whoever runs the stack, which may do everything. */
  owner: Credentials
  /** A new key for something that acts under a role. */
  keyFor: (principal: Principal) => Credentials
  /** Takes what the template says, on which all but the owner depend. */
  learn: (known: { tables: readonly TableKeys[]; policies: readonly ResourcePolicy[] }) => void
  /** Why an access is refused, which has then been logged; undefined when it is allowed. */
  refusal: (principal: Principal, access: Access) => string | undefined
  doorkeepers: Record<'dynamodb' | 'sqs' | 'lambda', Doorkeeper>
}

const unsigned: Refused = {
  status: 400,
  type: 'UnrecognizedClientException',
  message: 'The security token included in the request is invalid.',
}

// Also what the stores would understand, in another protocol of theirs: what is not understood here cannot be judged.
const unknown: Refused = { status: 400, type: 'UnknownOperationException', message: 'The operation is not known here.' }

const objectIn = (body: Buffer): object | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const operationOf = ({ headers }: IncomingMessage, api: RegExp): string | undefined =>
  api.exec(String(headers['x-amz-target']))?.[1]

/** Begins a run's access control, with a key for its owner. Refusals are logged as errors. */
export const startAccessControl = (log: Log): AccessControl => {
  const owner = makeCredentials()
  const secrets = new Map([[owner.accessKeyId, owner.secretAccessKey]])
  const principals = new Map<string, Principal>()
  let tables: readonly TableKeys[] = []
  let policies: readonly ResourcePolicy[] = []

  const refused = (principal: Principal, access: Access): string | undefined => {
    const why = refusal(principal, access, policies)
    if (why !== undefined) report(log, 'ERROR', 'refused, as AWS would', { why, context: access.context })
    return why
  }

  const keeper =
    (accessesOf: (request: IncomingMessage, input: object) => Access[] | undefined, status: number): Doorkeeper =>
    (request, body) => {
      const key = signedBy(request, body, (id) => secrets.get(id))
      if (key === undefined) return unsigned
      const principal = principals.get(key)
      if (!principal) return undefined
      const input = objectIn(body)
      const accesses = input && accessesOf(request, input)
      if (!accesses) return unknown
      for (const access of accesses) {
        const message = refused(principal, access)
        if (message !== undefined) return { status, type: 'AccessDeniedException', message }
      }
      return undefined
    }

  return {
    owner,
    keyFor: (principal) => {
      const made = makeCredentials()
      secrets.set(made.accessKeyId, made.secretAccessKey)
      principals.set(made.accessKeyId, principal)
      return made
    },
    learn: (known) => {
      tables = known.tables
      policies = known.policies
    },
    refusal: refused,
    doorkeepers: {
      dynamodb: keeper((request, input) => {
        const operation = operationOf(request, /^DynamoDB_20120810\.(\w+)$/)
        return operation === undefined ? undefined : dynamodbAccesses(operation, input, tables)
      }, 400),
      sqs: keeper((request, input) => {
        const operation = operationOf(request, /^AmazonSQS\.(\w+)$/)
        return operation === undefined ? undefined : sqsAccesses(operation, input)
      }, 403),
      lambda: keeper(lambdaAccesses, 403),
    },
  }
}
