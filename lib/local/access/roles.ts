import { accountId } from '../references.ts'
import { type References, reader, resourcesOf, type Template } from '../template.ts'
import { type Access, arnLike, covers, readPolicy, type Statement, trusts } from './policy.ts'

/** A role as the template describes it. */
export interface Role {
  name: string
  trust: Statement[]
  /** What its policies allow and deny. */
  statements: Statement[]
}

/** Whom a call comes from: something that acts under a role. */
export interface Principal {
  /** As in `arn:aws:sts::…:assumed-role/ROLE/SESSION`, which is what AWS names in a refusal. */
  arn: string
  role: Role
}

/** A function that the template gives no role, which AWS would not make at all. It may do nothing. */
export const noRole = (session: string): Principal => ({
  arn: `arn:aws:sts::${accountId}:assumed-role/none/${session}`,
  role: { name: 'none', trust: [], statements: [] },
})

// AWS's own policies that say nothing about what has a stand-in.
const harmless = [':aws:policy/service-role/AWSLambdaBasicExecutionRole']

const inline = (given: unknown, path: string): Statement[] =>
  ((given ?? []) as { PolicyDocument: unknown }[]).flatMap(({ PolicyDocument }, index) =>
    readPolicy(PolicyDocument, `${path}.Policies[${index}]`),
  )

/** The template's roles by ARN. Throws for a policy, or a way to give one, that the local stack cannot judge. */
export const rolesOf = (template: Template, references: References): ReadonlyMap<string, Role> => {
  const byName = new Map<string, Role>()
  const byArn = new Map<string, Role>()
  for (const [id, { Type: type }] of Object.entries(template.Resources)) {
    if (!type.startsWith('AWS::IAM::') || ['AWS::IAM::Role', 'AWS::IAM::Policy'].includes(type)) continue
    throw new Error(`${id}: the local stack knows roles and their policies only, and no ${type}`)
  }
  for (const [id, { Properties = {} }] of resourcesOf(template, 'AWS::IAM::Role')) {
    const read = reader(template, id, references)
    const managed = read<string[]>('ManagedPolicyArns') ?? []
    const strange = managed.find((arn) => !harmless.some((end) => arn.endsWith(end)))
    if (strange) throw new Error(`${id}: the local stack does not know what ${strange} allows`)
    if (Properties.PermissionsBoundary) throw new Error(`${id}: the local stack knows no permissions boundaries`)
    const role = {
      name: references.get(id)!,
      trust: readPolicy(read('AssumeRolePolicyDocument'), `${id}.AssumeRolePolicyDocument`),
      statements: inline(read('Policies'), id),
    }
    byName.set(role.name, role)
    byArn.set(references.get(`${id}.Arn`)!, role)
  }
  for (const [id] of resourcesOf(template, 'AWS::IAM::Policy')) {
    const read = reader(template, id, references)
    const statements = readPolicy(read('PolicyDocument'), `${id}.PolicyDocument`)
    for (const name of read<string[]>('Roles') ?? []) byName.get(name)?.statements.push(...statements)
  }
  return byArn
}

/** A resource's own policy, which holds for all who come to it. */
export interface ResourcePolicy {
  /** The ARN of the table or queue. */
  arn: string
  statements: Statement[]
}

const open = (statements: Statement[], path: string): Statement[] => {
  if (statements.every(({ principal }) => principal?.AWS?.join() === '*')) return statements
  throw new Error(`${path}: the local stack knows policies of a resource for everybody only`)
}

/** The policies that the template's tables and queues have of their own. Throws for one that is not for everybody. */
export const resourcePoliciesOf = (template: Template, references: References): ResourcePolicy[] => [
  ...resourcesOf(template, 'AWS::DynamoDB::GlobalTable').flatMap(([id]) => {
    const replicas = reader(template, id, references)<{ ResourcePolicy?: { PolicyDocument: unknown } }[]>('Replicas')
    return (replicas ?? []).flatMap(({ ResourcePolicy: policy }) => {
      const path = `${id}.ResourcePolicy`
      const arn = references.get(`${id}.Arn`)!
      return policy ? [{ arn, statements: open(readPolicy(policy.PolicyDocument, path), path) }] : []
    })
  }),
  ...resourcesOf(template, 'AWS::SQS::QueuePolicy').flatMap(([id, { Properties }]) => {
    const path = `${id}.PolicyDocument`
    const statements = open(readPolicy(reader(template, id, references)('PolicyDocument'), path), path)
    return (Properties!.Queues as { Ref: string }[]).map(({ Ref }) => ({
      arn: references.get(`${Ref}.Arn`)!,
      statements,
    }))
  }),
]

const ofResource = (policies: readonly ResourcePolicy[], { resource }: Access): Statement[] =>
  policies
    .filter(({ arn }) => arn === resource || arnLike(`${arn}/*`, resource))
    .flatMap(({ statements }) => statements)

/** Why AWS would refuse an access, in its words; undefined when it would not. */
export const refusal = (
  { arn, role }: Principal,
  access: Access,
  policies: readonly ResourcePolicy[],
): string | undefined => {
  const denies = (statement: Statement): boolean => statement.effect === 'Deny' && covers(statement, access)
  const allows = (statement: Statement): boolean => statement.effect === 'Allow' && covers(statement, access)
  const own = ofResource(policies, access)
  const refused = (why: string): string =>
    `User: ${arn} is not authorized to perform: ${access.action} on resource: ${access.resource} ${why}`
  if (role.statements.some(denies)) return refused('with an explicit deny in an identity-based policy')
  if (own.some(denies)) return refused('with an explicit deny in a resource-based policy')
  if (role.statements.some(allows) || own.some(allows)) return undefined
  return refused(`because no identity-based policy allows the ${access.action} action`)
}

/**
 * What acts for a service under a role, as a session that is named. Throws, as AWS refuses to make the function or the
 * schedule, when the role is not in the template or does not trust the service.
 */
export const assume = (
  roles: ReadonlyMap<string, Role>,
  roleArn: string | undefined,
  { service, session, sourceArn }: { service: string; session: string; sourceArn?: string },
): Principal => {
  const role = roleArn === undefined ? undefined : roles.get(roleArn)
  if (!role) throw new Error(`${session}: its role is not in the template`)
  const context = { 'aws:SourceAccount': [accountId], ...(sourceArn !== undefined && { 'aws:SourceArn': [sourceArn] }) }
  if (!trusts(role.trust, service, context)) throw new Error(`${session}: its role does not trust ${service}`)
  return { arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${session}`, role }
}
