import { documentFiles } from '../../lib/documents.ts'
import { resourcesOf, type Template } from '../../lib/local/template.ts'
import { packed } from '../../lib/packed.ts'
import { pageFiles } from '../../lib/page.ts'
import { priceOf, transferDollars } from './prices.ts'

const secondsPerDay = 86_400

/** What is supposed of a flood: seconds of Lambda and bytes of an answer, of a sign-in, a refusal and what a viewer may ask for. */
export const suppose = {
  signInSeconds: 0.4,
  answerSeconds: 0.1,
  refusalBytes: 600,
  answerBytes: 20_000,
  /** A line of the access log, one of the function's and one of Lambda's. */
  logBytes: 1_000,
}

interface Throttle {
  ThrottlingRateLimit: number
}

/** A route with the requests a second that API Gateway lets through. */
interface Throttled {
  key: string
  perSecond: number
}

/** The routes of a template with their throttles: AWS has one for each, that of the stage too. */
const throttledRoutes = (template: Template): Throttled[] => {
  const [[, stage] = []] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage')
  const { DefaultRouteSettings: all, RouteSettings: some = {} } = stage!.Properties as unknown as {
    DefaultRouteSettings: Throttle
    RouteSettings?: Record<string, Throttle>
  }
  return resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties: route }]) => {
    const key = route!.RouteKey as string
    return { key, perSecond: (some[key] ?? all).ThrottlingRateLimit }
  })
}

/** The units a second that the tables may take, all together. */
const cappedUnits = (template: Template): { reads: number; writes: number } => {
  const tables = resourcesOf(template, 'AWS::DynamoDB::GlobalTable').map(([, { Properties = {} }]) => Properties)
  const sum = (of: (table: Record<string, unknown>) => unknown): number =>
    tables.reduce((total, table) => total + Number(of(table)), 0)
  interface Replica {
    ReadOnDemandThroughputSettings: { MaxReadRequestUnits: number }
  }
  return {
    reads: sum(({ Replicas }) => (Replicas as Replica[])[0]!.ReadOnDemandThroughputSettings.MaxReadRequestUnits),
    writes: sum(
      ({ WriteOnDemandThroughputSettings: settings }) =>
        (settings as { MaxWriteRequestUnits: number }).MaxWriteRequestUnits,
    ),
  }
}

/** The largest answer to anybody, in bytes; to HEAD only its length is told. */
const publicBytes = (): Record<string, number> => {
  const sizes = Object.entries(documentFiles()).map(([name, content]) => [name, Buffer.byteLength(content)] as const)
  const pageFile = Math.max(...sizes.flatMap(([name, size]) => (name.endsWith('.gz') ? [size] : [])))
  const { 'openapi.json': contract = 0 } = Object.fromEntries(sizes)
  // What the page loads goes out to everybody as large as to whoever takes it in the worse of its two packings.
  const page = packed(pageFiles())
  const asset = Math.max(...Object.values(page).map((bytes) => bytes.length))
  const index = page['index.html.gz']?.length ?? 0
  return {
    'GET /openapi.json': contract,
    'GET /docs/{file}': pageFile,
    'GET /assets/{file}': asset,
    'GET /': index,
    'GET /app/{path+}': index,
  }
}

/** Dollars of one day, by what they are for. */
export type Day = Record<'requests' | 'time' | 'logs' | 'transfer' | 'units', number>

/**
 * What a day costs in which somebody asks all routes for all that the throttles let through: anybody, who is refused where a
 * token is needed, or a viewer with a token of its own, who has the tables work as hard as they may. Nothing given away is taken off.
 */
export const worstDay = (
  template: Template,
  memory: { auth: number; others: number },
  who: 'anybody' | 'viewer',
): Day => {
  const large = publicBytes()
  const total = { requests: 0, gbSeconds: 0, bytes: 0, links: 0 }
  const refused = who === 'anybody' ? suppose.refusalBytes : suppose.answerBytes
  for (const { key, perSecond } of throttledRoutes(template)) {
    const requests = perSecond * secondsPerDay
    const isSignIn = key === 'POST /auth/login'
    const seconds = isSignIn ? suppose.signInSeconds : suppose.answerSeconds
    total.requests += requests
    if (key.includes(' /s/')) total.links += requests
    total.gbSeconds += requests * seconds * (key.includes(' /auth/') ? memory.auth : memory.others)
    total.bytes += requests * (key.startsWith('HEAD ') ? suppose.refusalBytes : (large[key] ?? refused))
  }
  const { reads, writes } = cappedUnits(template)
  const price = (kind: Parameters<typeof priceOf>[0], amount: number): number => priceOf(kind, amount, { free: false })
  const units = price('dynamodbReads', reads * secondsPerDay) + price('dynamodbWrites', writes * secondsPerDay)
  return {
    requests: price('apiRequests', total.requests) + price('lambdaRequests', total.requests),
    time: price('lambdaSeconds', total.gbSeconds),
    logs: price('logs', (total.requests * suppose.logBytes) / 1e9),
    transfer: (total.bytes / 1e9) * transferDollars,
    // Without a token nothing is read but for those who sign in, at five a second, and for links, which have to be looked for.
    units: who === 'viewer' ? units : price('dynamodbReads', total.links),
  }
}

/** All of a day's dollars. */
export const dollarsOf = (day: Day): number => Object.values(day).reduce((sum, amount) => sum + amount, 0)
