/** What somebody wants to do: an action on a resource, and what a condition may ask about it. */
export interface Access {
  /** As in `dynamodb:GetItem`. */
  action: string
  /** The ARN. */
  resource: string
  /** Values by condition key; a key that has none is not there. */
  context: Readonly<Record<string, readonly string[]>>
}

interface Condition {
  forAllValues: boolean
  operator: keyof typeof operators
  key: string
  values: string[]
}

/** One statement of a policy. */
export interface Statement {
  effect: 'Allow' | 'Deny'
  actions: string[]
  /** Empty in a role's trust, which is about the role itself. */
  resources: string[]
  /** Whom it is about, as in `{ Service: [...] }`; undefined in a role's own policies. */
  principal: Record<string, string[]> | undefined
  conditions: Condition[]
}

const patterns = new Map<string, RegExp>()

const pattern = (text: string): RegExp => {
  const known = patterns.get(text)
  if (known) return known
  const source = text
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]')
  const made = new RegExp(`^${source}$`)
  patterns.set(text, made)
  return made
}

/** Whether a text is what a pattern with `*` and `?` says. */
const like = (wanted: string, text: string): boolean => wanted === text || pattern(wanted).test(text)

const arnParts = (arn: string): string[] => {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}

/** Whether an ARN is what a pattern says, part by part, as AWS compares them: no wildcard reaches over a colon into the next. */
export const arnLike = (wanted: string, arn: string): boolean => {
  if (wanted === '*') return true
  const parts = arnParts(arn)
  return arnParts(wanted).every((part, index) => like(part, parts[index]!))
}

const operators = {
  StringEquals: (wanted: string, value: string) => wanted === value,
  StringLike: like,
  Bool: (wanted: string, value: string) => wanted.toLowerCase() === value.toLowerCase(),
  /** Whether there is none is all that it asks; see `holds`. */
  Null: () => false,
}

// Of each key the local stack knows what a call has there. `true`: it has several, so only a set operator may ask for it.
const keys: Record<string, boolean> = {
  'dynamodb:LeadingKeys': true,
  'aws:SecureTransport': false,
  'aws:SourceAccount': false,
  'aws:SourceArn': false,
}

const unknown = (path: string, what: string): Error =>
  new Error(`${path}: the local stack cannot judge ${what}, which it would have to allow or refuse as AWS does`)

const all = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

const texts = (value: unknown, path: string): string[] =>
  all(value).map((each) => {
    if (typeof each === 'boolean') return String(each)
    if (typeof each !== 'string' || each.includes('${')) throw unknown(path, JSON.stringify(each))
    return each
  })

const readCondition = (name: string, key: string, given: unknown, path: string): Condition => {
  const [, set, operator = ''] = /^(ForAllValues:)?(.*)$/.exec(name)!
  if (!Object.hasOwn(operators, operator)) throw unknown(path, `the operator ${name}`)
  if (!Object.hasOwn(keys, key)) throw unknown(path, `a condition on ${key}`)
  const forAllValues = set !== undefined
  if (operator !== 'Null' && keys[key] !== forAllValues) throw unknown(path, `${name} on ${key}`)
  return { forAllValues, operator: operator as Condition['operator'], key, values: texts(given, path) }
}

const members = ['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition']

const readStatement = (given: Record<string, unknown>, path: string): Statement => {
  const { Effect, Action, Resource = [], Principal, Condition = {} } = given
  const strange = Object.keys(given).find((member) => !members.includes(member))
  if (strange) throw unknown(path, strange)
  if (Effect !== 'Allow' && Effect !== 'Deny') throw unknown(path, `the effect ${JSON.stringify(Effect)}`)
  const principal = Principal === '*' ? { AWS: '*' } : (Principal as Record<string, unknown> | undefined)
  const conditions = Object.entries(Condition as Record<string, Record<string, unknown>>).flatMap(([name, tests]) =>
    Object.entries(tests).map(([key, values]) => readCondition(name, key, values, `${path}.Condition`)),
  )
  return {
    effect: Effect,
    actions: texts(Action, `${path}.Action`),
    resources: texts(Resource, `${path}.Resource`),
    principal:
      principal &&
      Object.fromEntries(
        Object.entries(principal).map(([kind, who]) => [kind, texts(who, `${path}.Principal.${kind}`)]),
      ),
    conditions,
  }
}

/** Reads a policy document, resolved. Throws, with the path, for anything in it that is not known here. */
export const readPolicy = (document: unknown, path: string): Statement[] => {
  const { Statement: statements } = document as { Statement: unknown }
  return all(statements).map((each, index) =>
    readStatement(each as Record<string, unknown>, `${path}.Statement[${index}]`),
  )
}

const holds = ({ forAllValues, operator, key, values }: Condition, context: Access['context']): boolean => {
  const found = context[key] ?? []
  if (operator === 'Null') return values.includes(String(found.length === 0))
  const fits = (value: string): boolean => values.some((wanted) => operators[operator](wanted, value))
  // As on AWS: all of none fit, which is why `Null` stands beside it.
  return forAllValues ? found.every(fits) : found.some(fits)
}

/** Whether a statement is about this; `principal` is not looked at. */
export const covers = (statement: Statement, { action, resource, context }: Access): boolean =>
  statement.actions.some((wanted) => like(wanted.toLowerCase(), action.toLowerCase())) &&
  statement.resources.some((wanted) => arnLike(wanted, resource)) &&
  statement.conditions.every((condition) => holds(condition, context))

/** Whether a role's trust lets a service act under it, given what the service says of itself. */
export const trusts = (trust: readonly Statement[], service: string, context: Access['context']): boolean => {
  const about = trust.filter(
    ({ principal, actions, conditions }) =>
      principal?.Service?.includes(service) &&
      actions.includes('sts:AssumeRole') &&
      conditions.every((condition) => holds(condition, context)),
  )
  return about.length > 0 && about.every(({ effect }) => effect === 'Allow')
}
