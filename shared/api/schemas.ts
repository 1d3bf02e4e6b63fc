import * as z from 'zod'
import type { RouteDoc } from '../http/route-doc.ts'
import { statusSchema } from '../tracking/schemas.ts'

/** The contract of the routes about the API itself. */
export const systemRoutes = {
  'GET /health': {
    summary: 'Tells that the API is alive',
    response: z
      .strictObject({ status: z.literal('ok').meta({ description: 'There is no other.' }) })
      .meta({ id: 'Health' }),
    errors: [],
  },
  'GET /ready': {
    summary: 'Tells whether everything that the API needs can be reached',
    response: z
      .strictObject({ status: z.literal('ready').meta({ description: 'There is no other.' }) })
      .meta({ id: 'Readiness' }),
    errors: ['not_ready'],
  },
  'GET /system/status': {
    summary: 'Tells on one screen whether the tracker is healthy',
    response: statusSchema,
    errors: [],
  },
  'GET /openapi.json': {
    summary: 'Gives this contract as an OpenAPI document',
    response: z
      .looseObject({ openapi: z.string().meta({ description: 'The version of OpenAPI.' }) })
      .meta({ id: 'OpenApi', examples: [{ openapi: '3.1.0' }] }),
    errors: [],
  },
  'GET /docs': {
    summary: 'Shows this contract as a page, on which requests can be tried',
    alternatives: { 'text/html': '<!doctype html>' },
    errors: [],
  },
  'GET /docs/{file}': {
    summary: 'Gives a file of that page',
    params: z.strictObject({
      file: z.string().meta({ description: 'A name that the page has.', examples: ['page-0a1b2c3d4e5f.js'] }),
    }),
    alternatives: { 'text/javascript': '// ...', 'text/css': '/* ... */' },
    errors: ['not_found'],
  },
  'GET /': {
    summary: 'Shows the page that people look at',
    alternatives: { 'text/html': '<!doctype html>' },
    errors: [],
  },
  'GET /app/{path+}': {
    summary: 'Shows a screen of that page',
    description: 'The page is the same at each path: it shows what the path says.',
    params: z.strictObject({
      'path+': z.string().meta({ description: 'The screen, and what it is of.', examples: ['player/zezima'] }),
    }),
    alternatives: { 'text/html': '<!doctype html>' },
    errors: [],
  },
  'GET /assets/{file}': {
    summary: 'Gives a file of that page',
    params: z.strictObject({
      file: z.string().meta({ description: 'A name that the page has.', examples: ['app-0a1b2c3d4e5f.js'] }),
    }),
    alternatives: { 'text/javascript': '// ...', 'text/css': '/* ... */' },
    errors: ['not_found'],
  },
} as const satisfies Record<string, RouteDoc>
