import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionName } from '../../lib/bundles.ts'
import { chooseConfig } from '../../lib/config.ts'
import { resourcesOf } from '../../lib/local/template.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { tickSeconds } from '../../lib/tracking.ts'
import { measuredOutcomes } from '../../shared/pace/counts.ts'
import { slackMs } from '../../shared/pace/turns.ts'
import {
  asked,
  monthly,
  monthlyNews,
  pollsPerDay,
  type Resources,
  type Storing,
  supposed,
  supposedNews,
} from './bill.ts'
import { type Day, dollarsOf, suppose, worstDay } from './flood.ts'
import { type Amounts, priceOf, prices, transferDollars } from './prices.ts'
import { markdownTable } from './table.ts'
import type { Interval, Tracking, Usage } from './usage.ts'

const usage: Usage = JSON.parse(readFileSync(new URL('usage.json', import.meta.url), 'utf8'))

/** What the stack of the stage `prod` is made of, from its template, and what a flood of it costs a day. */
const readResources = (): Resources & { authMemory: number; floods: Record<'anybody' | 'viewer', Day> } => {
  const dir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-cost-'))
  try {
    const { template } = synthesize(chooseConfig({ stage: 'prod' }), dir)
    const memories = Object.fromEntries(
      resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => {
        const { Variables } = Properties!.Environment as { Variables: { POWERTOOLS_SERVICE_NAME: FunctionName } }
        return [Variables.POWERTOOLS_SERVICE_NAME, Number(Properties!.MemorySize) / 1_024]
      }),
    ) as Record<FunctionName, number>
    const memory = { auth: memories.auth, others: memories.players }
    return {
      fetchMemory: memories.fetch,
      deliverMemory: memories.deliver,
      otherMemory: memories.players,
      authMemory: memories.auth,
      floods: { anybody: worstDay(template, memory, 'anybody'), viewer: worstDay(template, memory, 'viewer') },
      ticksPerDay: 86_400 / tickSeconds,
      alarms: resourcesOf(template, 'AWS::CloudWatch::Alarm').length,
      // How fetches end, whether they were answered, three of each tick, and one of the log.
      metrics: measuredOutcomes.length + 1 + 3 + 1,
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

const services: Record<string, (keyof Amounts)[]> = {
  'DynamoDB, writes': ['dynamodbWrites'],
  'DynamoDB, reads': ['dynamodbReads'],
  'DynamoDB, storage and backups': ['dynamodbStorage', 'dynamodbBackups'],
  'Lambda, requests': ['lambdaRequests'],
  'Lambda, time': ['lambdaSeconds'],
  SQS: ['sqsRequests'],
  'EventBridge Scheduler': ['schedulerInvocations'],
  'API Gateway': ['apiRequests'],
  'CloudWatch, logs': ['logs'],
  'CloudWatch, metrics and alarms': ['metrics', 'alarms'],
}

const kinds = Object.keys(prices) as (keyof Amounts)[]
const sum = (amounts: Amounts, of: (keyof Amounts)[], free: boolean): number =>
  of.reduce((total, kind) => total + priceOf(kind, amounts[kind], { free }), 0)

const dollars = (amount: number): string => amount.toFixed(2)
const whole = (amount: number): string => Math.round(amount).toLocaleString('en')

/** The bill of an interval for each number of players, and its text. */
const billOf = (interval: Interval, resources: Resources) => {
  const runs = usage.tracking.filter((tracking) => tracking.interval === interval)
  const amounts = (storing: Storing, years: number) =>
    runs.map((tracking) => monthly(usage, resources, tracking, { storing, years }))
  const numbers = amounts('numbers', 1)
  const row = (title: string, of: Amounts[], what: (keyof Amounts)[], free: boolean) => [
    title,
    ...of.map((each) => dollars(sum(each, what, free))),
  ]
  return markdownTable([
    ['US dollars a month', ...runs.map(({ players }) => `${whole(players)} players`)],
    ...Object.entries(services).map(([title, what]) => row(title, numbers, what, false)),
    row('**all**', numbers, kinds, false),
    row('**all, less what AWS gives away**', numbers, kinds, true),
    row('the same storing maps', amounts('maps', 1), kinds, false),
    row('the same storing maps, less what AWS gives away', amounts('maps', 1), kinds, true),
    row('after ten years', amounts('numbers', 10), kinds, false),
    row('after ten years, storing maps', amounts('maps', 10), kinds, false),
    ['fetches a day', ...runs.map(({ fetches }) => whole(fetches))],
    ['of them with something new', ...runs.map(({ changes }) => whole(changes))],
    ['seconds of Lambda per fetch', ...runs.map(({ fetches, fetcherSeconds }) => dollars(fetcherSeconds / fetches))],
  ])
}

const pricesTable = (): string =>
  markdownTable([
    ['price', 'US dollars', 'free every month'],
    ...Object.values(prices).map(({ per, dollars: price, free }) => [
      `a ${per}`,
      String(price),
      free === 0 ? '-' : whole(free),
    ]),
  ])

const floodRows: Record<keyof Day, string> = {
  requests: 'requests to API Gateway and Lambda',
  time: 'Lambda, time',
  logs: 'logs',
  transfer: 'data that leaves AWS',
  units: 'the tables, at all the units that they may take',
}

// Whole ones: the documents and the page change by some bytes with almost every change of theirs.
const wholeDollars = (amount: number): string => String(Math.round(amount))

const floodTable = ({ anybody, viewer }: Record<'anybody' | 'viewer', Day>): string =>
  markdownTable([
    ['US dollars a day', 'anybody', 'a viewer'],
    ...(Object.keys(floodRows) as (keyof Day)[]).map((kind) => [
      floodRows[kind],
      wholeDollars(anybody[kind]),
      wholeDollars(viewer[kind]),
    ]),
    ['**all**', wholeDollars(dollarsOf(anybody)), wholeDollars(dollarsOf(viewer))],
  ])

const secondStage = (resources: Resources): string => {
  const alone = monthly(usage, resources, find(10, 'adaptive'), { storing: 'numbers', years: 1 })
  const both = Object.fromEntries(kinds.map((kind) => [kind, 2 * alone[kind]])) as Amounts
  return dollars(sum(both, kinds, true) - sum(alone, kinds, true))
}

/** What a day costs at most, in whole dollars, when anybody and when a viewer floods the API, as SECURITY.md has it. */
export const worstDays = (): string => {
  const { anybody, viewer } = readResources().floods
  return `about $${wholeDollars(dollarsOf(anybody))} a day from anybody, about $${wholeDollars(dollarsOf(viewer))} from a viewer`
}

/** What a month of news costs, besides, when nothing is free. */
const news = (resources: Resources, players: number): string => {
  const none = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Amounts
  return dollars(sum({ ...none, ...monthlyNews(resources, find(players, 'adaptive')) }, kinds, false))
}

const find = (players: number, interval: Interval): Tracking =>
  usage.tracking.find((tracking) => tracking.players === players && tracking.interval === interval)!

/** The paper on what the tracker costs. */
export const costPaper = (): string => {
  const resources = readResources()
  const thousand = monthly(usage, resources, find(1_000, 'hourly'), { storing: 'numbers', years: 1 })
  const share = (of: (keyof Amounts)[]): string =>
    `${Math.round((100 * sum(thousand, of, false)) / sum(thousand, kinds, false))} %`
  const { bytes } = usage
  return `# What it costs

Made by \`npm run cost\`, not written: from the units that each operation takes (\`test/capacity/bounds.ts\`, measured by
\`npm run bench:capacity\`), from what tracking does in a day (\`test/bench/usage.json\`, measured by \`npm run bench:usage\` on ${usage.measuredOn}),
from the template of the stage \`prod\`, and from AWS's list prices below.

## A month with adaptive intervals, the default

${billOf('adaptive', resources)}

## A month with everybody fetched every hour

${billOf('hourly', resources)}

40,000 is the most that one request per two seconds can serve daily: there are ${whole(86_400_000 / (2_000 + slackMs))} slots in a day, so there everybody is
fetched about once a day, whatever the interval.

## What decides it

- **Waiting.** The fetches of a batch wait in Lambda for their turns; those behind wait in the queue, which costs nothing, and
  what comes too early is sent back there, for three requests to SQS ([decisions/pace.md](decisions/pace.md)). With a
  thousand players every hour the fetchers' time is ${share(['lambdaSeconds'])} of the bill. It is why the fetch function has
  ${resources.fetchMemory * 1_024} MB and not the ${resources.otherMemory * 1_024} MB of the others: it halves that.
- **Writes.** A snapshot is one write unit; ${whole(bytes.snapshot)} bytes on average, where a map of maps takes ${whole(bytes.map)}, which is ${Math.ceil(bytes.map / 1_024)} units for the
  snapshot and as many for its day. Most of what is left is not for snapshots at all, but for knowing when a player is due.
- **Polling.** Lambda asks an idle queue ${whole(pollsPerDay * 30)} times a month, two thirds of what is free. A second queue would not be.
- **Metrics.** ${resources.metrics} custom metrics and ${resources.alarms} alarms, as many as are free; what can be computed from others is.

- **News** cost nothing while nobody hears of them. A webhook that hears of all of ten players takes $${news(resources, 10)} a month, of a thousand $${news(resources, 1_000)},
  and one that does not answer no more than another write unit for each of the news, and 24 tries a day.

- **A second stage** with ten players costs $${secondStage(resources)} a month more, because the first has used up what AWS gives away, and the
  hiscores are asked by both.

## The worst day

Whatever is asked for, API Gateway lets so many requests a second through to each route (\`lib/gateway.ts\`), and the tables take so many
units a second (\`maxReadUnits\`, \`maxWriteUnits\`). A flood of every route at once, all day long, as far as these let it, comes to:

${floodTable(resources.floods)}

Without a token a request is refused before anything is read, but for a link, which takes one unit to look for. A new account runs ten functions at a time, which bounds it
further. AWS calls both limits targets that may be passed for moments. The budget tells of it the next day; nothing stops it.

## Prices

In us-east-1, as published in November 2026. What is free every month is so for ever; what a new account gets for its first months is left out.

${pricesTable()}

## What is supposed

- Each player is looked at ${asked.statistics + asked.gains + asked.charts} times a day: ${asked.statistics} times its statistics, ${asked.gains} times its gains of a week, and ${asked.charts} chart of a year; and ${asked.leaderboards} leaderboards a
  day over all players. Each request reads its session.
- A run of the schedule takes ${supposed.tickSeconds * 1_000} ms on Lambda and a request ${supposed.requestSeconds * 1_000} ms; Lambda adds ${supposed.lambdaLogBytes} bytes to the log per run.
- Of the players a tenth plays every day, three tenths once a week, and the others not at all.
- One change in ${1 / supposedNews.reaching} reaches something, and telling of each takes a run of ${supposedNews.seconds} s and ${supposedNews.logBytes} bytes of the log.
- In a flood a sign-in takes ${suppose.signInSeconds * 1_000} ms at ${resources.authMemory * 1_024} MB, all else ${suppose.answerSeconds * 1_000} ms; a refusal has ${whole(suppose.refusalBytes)} bytes, a viewer's answer ${whole(suppose.answerBytes)}, and each request
  logs ${whole(suppose.logBytes)}. A GB that leaves AWS costs $${transferDollars}.
- A month has 30 days. Single snapshots and quarters of days are kept for 90 days, days, weeks and months for ever. The first year's storage is that at its end.
- Maps are charged for the snapshot, day, week and month items alone. The data that leaves AWS is less than the 100 GB that are free.
`
}
