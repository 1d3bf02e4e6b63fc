/** A JSON schema, as far as examples are made from it. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  examples?: unknown[]
  example?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  propertyNames?: Schema
  items?: Schema
  prefixItems?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  format?: string
  description?: string
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  minLength?: number
  maxLength?: number
}

export type Schemas = Readonly<Record<string, Schema>>

/** The schema that a reference leads to, or the schema itself. */
export const resolved = (schema: Schema, schemas: Schemas): Schema => {
  const target = schema.$ref && schemas[schema.$ref.split('/').at(-1)!]
  return target ? resolved(target, schemas) : schema
}

const objectExample = (schema: Schema, schemas: Schemas): Record<string, unknown> => {
  const { properties = {}, additionalProperties, propertyNames } = schema
  const own = Object.entries(properties).map(([name, each]) => [name, exampleOf(each, schemas)])
  const others =
    typeof additionalProperties === 'object' && own.length === 0
      ? [[String(propertyNames ? exampleOf(propertyNames, schemas) : 'name'), exampleOf(additionalProperties, schemas)]]
      : []
  return Object.fromEntries([...own, ...others])
}

/**
 * An example of what a schema describes, put together from the examples of its parts, so that none is written twice; a
 * part without one gets the plainest value of its type.
 */
export const exampleOf = (given: Schema, schemas: Schemas): unknown => {
  const schema = { ...resolved(given, schemas), ...(given.examples && { examples: given.examples }) }
  for (const known of ['const', 'example', 'default'] as const) {
    if (schema.examples?.length) break
    if (known in schema) return schema[known]
  }
  if (schema.examples?.length) return schema.examples[0]
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) return exampleOf(choice[0] ?? {}, schemas)
  if (schema.allOf) return exampleOf(schema.allOf[0] ?? {}, schemas)
  if (schema.enum) return schema.enum[0]
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'object':
      return objectExample(schema, schemas)
    case 'array':
      return schema.prefixItems
        ? schema.prefixItems.map((item) => exampleOf(item, schemas))
        : [exampleOf(schema.items ?? {}, schemas)]
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return 'text'
  }
}
