import type { Access } from './routes.ts'

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
  minItems?: number
  maxItems?: number
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

interface Content {
  schema: Schema
  example?: unknown
  examples?: unknown
}

interface Body {
  content?: Record<string, Content>
}

/** An OpenAPI document, as far as it is read here. */
export interface OpenApi {
  openapi: string
  info: { title: string; version: string; description: string }
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, Response>
    headers: Record<string, { required?: boolean }>
  }
}

interface Response extends Body {
  $ref?: string
  description: string
  headers?: Record<string, { $ref: string }>
}

/** A parameter of an operation. */
export interface Parameter {
  $ref?: string
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  example?: unknown
  /** How a list is written: between commas, where `explode` is false. */
  style?: 'form'
  explode?: boolean
  schema: Schema
}

/** One method of one path of an OpenAPI document. */
export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  'x-access': Access
  parameters?: Parameter[]
  requestBody?: Body
  responses: Record<string, Response>
}
