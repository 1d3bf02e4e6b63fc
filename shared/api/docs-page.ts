import { exampleOf, resolved, type Schema, type Schemas } from './example.ts'
import { html, join, type Markup, raw, words } from './markup.ts'
import type { OpenApi, Operation } from './openapi-document.ts'

const style = `
:root { color-scheme: light dark; --line: #8884; --dim: #777; --soft: #8881 }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; font: 16px/1.5 system-ui, sans-serif }
code, pre { font: 14px/1.45 ui-monospace, monospace }
pre { padding: .75rem; overflow: auto; background: var(--soft); border-radius: 4px; max-height: 24rem }
table { width: 100%; border-collapse: collapse } th, td { padding: .25rem .5rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
section section { border-top: 1px solid var(--line); margin-top: 1.5rem } h3 { overflow-wrap: anywhere }
nav ul { columns: 20rem; padding-left: 1rem } .dim { color: var(--dim) } summary { cursor: pointer }
`

/** The name of a schema that is referred to, or else its type in words. */
const typeOf = (schema: Schema): Markup => {
  const name = schema.$ref?.split('/').at(-1)
  if (name) return html`<a href="#schema-${name}">${name}</a>`
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) return join(choice.map(typeOf), ' or ')
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum)
    return join(
      schema.enum.map((value) => html`<code>${String(value)}</code>`),
      ', ',
    )
  if (schema.items) return html`list of ${typeOf(schema.items)}`
  if (typeof schema.additionalProperties === 'object') return html`object of ${typeOf(schema.additionalProperties)}`
  const range = [schema.minimum, schema.maximum].map((bound) =>
    Math.abs(bound ?? Infinity) < 2 ** 53 - 1 ? bound : '',
  )
  const type = [schema.type ?? 'anything'].flat().join(' or ')
  return html`${schema.format ?? type}${range.join('') === '' ? '' : ` ${range[0]}–${range[1]}`}`
}

interface Row {
  name: string
  required: boolean
  schema: Schema
  description: string | undefined
}

const table = (rows: readonly Row[]): Markup =>
  html`<table><tr><th>name<th>type<th>meaning</tr>${join(
    rows.map(
      ({ name, required, schema, description }) =>
        html`<tr><td><code>${name}</code>${required ? '' : raw(' <span class="dim">optional</span>')}<td>${typeOf(schema)}${
          schema.default === undefined ? '' : html`, else <code>${JSON.stringify(schema.default)}</code>`
        }<td>${words(description ?? '')}</tr>`,
    ),
  )}</table>`

const fieldsOf = (given: Schema, schemas: Schemas): Row[] => {
  const { properties = {}, required = [] } = resolved(given, schemas)
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: required.includes(name),
    schema,
    description: schema.description ?? resolved(schema, schemas).description,
  }))
}

const json = (value: unknown): Markup => html`<pre><code>${JSON.stringify(value, null, 2)}</code></pre>`

/** A line for a shell that makes the request of an operation, with `$API` and `$TOKEN` for the address and the token. */
const curlLine = (method: string, path: string, operation: Operation, schemas: Schemas): string => {
  const values = (operation.parameters ?? []).flatMap(({ name, in: place, schema, required }) =>
    place === 'path' || (place === 'query' && required) ? [[name, String(exampleOf(schema, schemas))] as const] : [],
  )
  const filled = values.reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)), path)
  const body = operation.requestBody?.content?.['application/json']?.example
  return [
    'curl -s',
    method !== 'get' && body === undefined ? `-X ${method.toUpperCase()}` : '',
    method === 'patch' ? '-X PATCH' : '',
    `$API${filled}`,
    operation['x-access'] === 'public' ? '' : '-H "authorization: Bearer $TOKEN"',
    body === undefined ? '' : `--json '${JSON.stringify(body)}'`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

const answers = (document: OpenApi, operation: Operation): Markup =>
  join(
    Object.entries(operation.responses).map(([status, given]) => {
      const answer = document.components.responses[given.$ref?.split('/').at(-1) ?? ''] ?? given
      const [type, content] = Object.entries(answer.content ?? {})[0] ?? []
      const title = html`<code>${status}</code> ${words(answer.description)}`
      if (!content || content.examples) return html`<p>${title}</p>`
      const shape = type === 'application/json' ? html` ${typeOf(content.schema)}` : html` <code>${type ?? ''}</code>`
      return html`<details><summary>${title}${shape}</summary>${json(content.example)}</details>`
    }),
  )

const operationSection = (document: OpenApi, path: string, method: string, operation: Operation): Markup => {
  const { schemas } = document.components
  const body = operation.requestBody?.content?.['application/json']?.schema
  const parameters = (operation.parameters ?? []).flatMap(({ name, required = false, schema, description }) =>
    schema ? [{ name, required, schema, description }] : [],
  )
  return html`<section id="${operation.operationId}"><h3><code>${method.toUpperCase()} ${path}</code></h3>
<p>${words(operation.summary)}. ${words(operation.description)}</p>
<pre><code>${curlLine(method, path, operation, schemas)}</code></pre>
${parameters.length > 0 ? table(parameters) : ''}${body ? html`<h4>Body</h4>${table(fieldsOf(body, schemas))}` : ''}
<h4>Answers</h4>${answers(document, operation)}</section>`
}

/** The contract as a page of HTML that needs nothing from any other host, and no script. */
export const docsPage = (document: OpenApi): string => {
  const { info, components, paths } = document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    // HEAD is as GET.
    Object.entries(methods).flatMap(([method, operation]) => (method === 'head' ? [] : [{ path, method, operation }])),
  )
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '')
  const contents = [...groups].map(
    ([name, group]) =>
      html`<li>${name}<ul>${join(
        group.map(
          ({ path, method, operation: { operationId } }) =>
            html`<li><a href="#${operationId}"><code>${method.toUpperCase()} ${path}</code></a>`,
        ),
      )}</ul>`,
  )
  const sections = [...groups].map(
    ([name, group]) =>
      html`<section><h2>${name}</h2>${join(
        group.map(({ path, method, operation }) => operationSection(document, path, method, operation)),
      )}</section>`,
  )
  const schemas = Object.entries(components.schemas)
    .filter(([, schema]) => schema.properties)
    .map(
      ([name, schema]) =>
        html`<section id="schema-${name}"><h3>${name}</h3>${table(fieldsOf(schema, components.schemas))}</section>`,
    )
  return html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${info.title}: the API</title><style>${raw(style)}</style>
<h1>${info.title}: the API</h1><p>${words(info.description)}</p>
<p>This page is made from <a href="openapi.json">openapi.json</a>.</p>
<nav><ul>${join(contents)}</ul></nav><main>${join(sections)}<section><h2>Objects</h2>${join(schemas)}</section></main></html>
`.text
}
