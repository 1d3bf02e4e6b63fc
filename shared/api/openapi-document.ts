import type { Schema } from './example.ts'
import type { Access } from './routes.ts'

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

interface Parameter {
  $ref?: string
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
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
