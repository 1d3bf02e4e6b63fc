/** A resource of a synthesized CloudFormation template. */
export interface Resource {
  Type: string
  Properties?: Record<string, unknown>
  Metadata?: Record<string, unknown>
}

/** The part of a synthesized CloudFormation template that the local runtime reads. */
export interface Template {
  Resources: Record<string, Resource>
}

/**
 * What the stand-ins give for `Ref` (under the plain name: a logical id or a pseudo parameter) and for `Fn::GetAtt`
 * (under `LogicalId.Attribute`).
 */
export type References = ReadonlyMap<string, string>

/** The resources of the given types, with their logical ids, in the order of the template. */
export const resourcesOf = (template: Template, ...types: string[]): [id: string, resource: Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => types.includes(resource.Type))

const unsupported = (path: string, what: string): Error =>
  new Error(`${path}: ${what} has no meaning on the local stack`)

const refer = (references: References, name: string, path: string): string => {
  const value = references.get(name)
  if (value === undefined) throw unsupported(path, `a reference to ${name}`)
  return value
}

const text = (value: unknown, path: string): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw unsupported(path, `${JSON.stringify(value)} in place of text`)
}

const substitute = (argument: unknown, references: References, path: string): string => {
  const [pattern, own = {}] = (Array.isArray(argument) ? argument : [argument]) as [string, Record<string, unknown>?]
  return pattern.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    return name in own ? text(resolve(own[name], references, path), path) : refer(references, name, path)
  })
}

const intrinsic = (name: string, argument: unknown, references: References, path: string): unknown => {
  switch (name) {
    case 'Ref':
      return argument === 'AWS::NoValue' ? undefined : refer(references, text(argument, path), path)
    case 'Fn::GetAtt':
      return refer(references, Array.isArray(argument) ? argument.join('.') : text(argument, path), path)
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown]
      const values = resolve(parts, references, path) as unknown[]
      return values.map((value) => text(value, path)).join(separator)
    }
    case 'Fn::Sub':
      return substitute(argument, references, path)
    default:
      throw unsupported(path, name)
  }
}

const isIntrinsic = (keys: string[]): keys is [string] =>
  keys.length === 1 && (keys[0] === 'Ref' || keys[0] === 'Condition' || (keys[0]?.startsWith('Fn::') ?? false))

/**
 * Replaces the intrinsic functions inside a value: `Ref`, `Fn::GetAtt`, `Fn::Join` and `Fn::Sub`. Throws with the
 * path of the value for any other, and for a reference to something that has no stand-in.
 */
export const resolve = (value: unknown, references: References, path: string): unknown => {
  if (Array.isArray(value)) {
    return value
      .map((item, index) => resolve(item, references, `${path}[${index}]`))
      .filter((item) => item !== undefined)
  }
  if (typeof value !== 'object' || value === null) return value
  const keys = Object.keys(value)
  if (isIntrinsic(keys)) {
    return intrinsic(keys[0], (value as Record<string, unknown>)[keys[0]], references, `${path}.${keys[0]}`)
  }
  const resolved = Object.entries(value).map(([key, item]) => [key, resolve(item, references, `${path}.${key}`)])
  return Object.fromEntries(resolved.filter(([, item]) => item !== undefined))
}

/** Reads one property of a resource, or with dots something inside one; undefined when the template does not give it. */
export type Reader = <T>(property: string) => T | undefined

/**
 * A reader of one resource's properties. Only what is read is resolved, so that a resource may refer to keys, topics and
 * whatever else the local stack has no use for. The type that a property is read as is the caller's word: templates
 * come from the CDK, which has checked them.
 */
export const reader = (template: Template, id: string, references: References): Reader => {
  const properties = template.Resources[id]?.Properties ?? {}
  return <T>(property: string) => {
    const value = property
      .split('.')
      .reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], properties)
    return resolve(value, references, `${id}.${property}`) as T | undefined
  }
}
