import type { LocalFunction } from '../functions/function.ts'
import { type References, reader, resourcesOf, type Template } from '../template.ts'
import type { CorsConfiguration } from './cors.ts'
import type { Api, Integration } from './gateway.ts'

/** The longest that API Gateway waits for a function. */
const maxIntegrationMs = 30_000

const integrationOf = (
  template: Template,
  id: string,
  references: References,
  functions: readonly LocalFunction[],
): Integration => {
  const read = reader(template, id, references)
  const [type, format, uri] = [read('IntegrationType'), read('PayloadFormatVersion'), read('IntegrationUri')]
  const target = functions.find(({ arn }) => arn === uri)
  if (type !== 'AWS_PROXY' || format !== '2.0' || !target) {
    throw new Error(`${id}: the local stack only knows integrations with a function, in payload format 2.0`)
  }
  return { function: target, timeoutMs: read<number>('TimeoutInMillis') ?? maxIntegrationMs }
}

/**
 * Reads the template's HTTP API with its routes. Throws for a route with an authorizer, which would be open here, and
 * for an integration with anything but a function.
 */
export const apiOf = (template: Template, references: References, functions: readonly LocalFunction[]): Api => {
  const [api, ...more] = resourcesOf(template, 'AWS::ApiGatewayV2::Api').map(([id]) => id)
  if (more.length > 0) throw new Error(`The local stack serves one HTTP API; the template has ${more.length + 1}`)
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([id]) => {
    const read = reader(template, id, references)
    if ((read('AuthorizationType') ?? 'NONE') !== 'NONE') throw new Error(`${id}: authorizers have no stand-in`)
    const integration = (read<string>('Target') ?? '').replace(/^integrations\//, '')
    return { key: read<string>('RouteKey')!, target: integrationOf(template, integration, references, functions) }
  })
  const cors = api && reader(template, api, references)<CorsConfiguration>('CorsConfiguration')
  return { id: api ?? 'none', routes, cors: cors || undefined }
}
