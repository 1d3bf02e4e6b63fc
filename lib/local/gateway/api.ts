import { mayInvoke, type Permission } from '../access/permissions.ts'
import type { LocalFunction } from '../functions/function.ts'
import { accountId, region } from '../references.ts'
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
): Pick<Integration, 'function' | 'timeoutMs'> => {
  const read = reader(template, id, references)
  const [type, format, uri] = [read('IntegrationType'), read('PayloadFormatVersion'), read('IntegrationUri')]
  const target = functions.find(({ arn }) => arn === uri)
  if (type !== 'AWS_PROXY' || format !== '2.0' || !target) {
    throw new Error(`${id}: the local stack only knows integrations with a function, in payload format 2.0`)
  }
  return { function: target, timeoutMs: read<number>('TimeoutInMillis') ?? maxIntegrationMs }
}

/** What API Gateway says of itself to Lambda, in the stage `$default`; that of the default route has a segment less. */
const sourceArn = (apiId: string, routeKey: string, method: string): string => {
  const [, path] = routeKey.split(' ')
  const route = path === undefined ? routeKey : `${method}${path}`
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/$default/${route}`
}

/**
 * Reads the template's HTTP API with its routes. Throws for a route with an authorizer, which would be open here, and
 * for an integration with anything but a function.
 */
export const apiOf = (
  template: Template,
  references: References,
  functions: readonly LocalFunction[],
  permissions: readonly Permission[],
): Api => {
  const [api, ...more] = resourcesOf(template, 'AWS::ApiGatewayV2::Api').map(([id]) => id)
  if (more.length > 0) throw new Error(`The local stack serves one HTTP API; the template has ${more.length + 1}`)
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([id]) => {
    const read = reader(template, id, references)
    if ((read('AuthorizationType') ?? 'NONE') !== 'NONE') throw new Error(`${id}: authorizers have no stand-in`)
    const integration = (read<string>('Target') ?? '').replace(/^integrations\//, '')
    const key = read<string>('RouteKey')!
    const target = integrationOf(template, integration, references, functions)
    const mayBeAsked = (method: string): boolean => {
      const invocation = { function: target.function.arn, service: 'apigateway.amazonaws.com' }
      return mayInvoke(permissions, { ...invocation, sourceArn: sourceArn(api!, key, method) })
    }
    return { key, target: { ...target, mayBeAsked } }
  })
  const cors = api && reader(template, api, references)<CorsConfiguration>('CorsConfiguration')
  return { id: api ?? 'none', routes, cors: cors || undefined }
}
