import { Duration } from 'aws-cdk-lib'
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  MathExpression,
  type Metric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { fetchesMetric, measuredOutcomes } from '../shared/pace/counts.ts'
import { type Outcome, outcomes } from '../shared/players/players.ts'
import type { Api } from './api.ts'
import type { FunctionName } from './bundles.ts'
import type { Config } from './config.ts'
import { ownMetric } from './functions.ts'
import type { Storage } from './storage.ts'
import type { Tracking } from './tracking.ts'

interface Shown {
  storage: Storage
  tracking: Tracking
  api: Api
  alarms: Alarm[]
}

const period = Duration.minutes(5)
const sum = { period, statistic: Stats.SUM }

const graph = (title: string, left: IMetric[], more: GraphWidgetProps = {}): GraphWidget =>
  new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0 }, ...more })

/** The tracker's health at a glance: what is wrong, what is fetched, who waits, what is asked, what it takes. */
export class Board extends Construct {
  constructor(scope: Construct, id: string, { stage, paceSeconds }: Config, { storage, tracking, api, alarms }: Shown) {
    super(scope, id)
    const own = (service: FunctionName, metricName: string, statistic: string): Metric =>
      ownMetric(stage, service, metricName, { label: metricName, period, statistic })
    const asked = own('fetch', 'FetchesAnswered', Stats.SAMPLE_COUNT)
    const answered = own('fetch', 'FetchesAnswered', Stats.SUM)
    const measured = Object.fromEntries(
      measuredOutcomes.map((outcome) => [outcome, own('fetch', fetchesMetric(outcome), Stats.SUM)]),
    )
    /** What is left of some fetches without those of these outcomes. */
    const rest = (outcome: Outcome, all: string, others: Outcome[]): MathExpression =>
      new MathExpression({
        expression: [all, ...others.map((other) => `FILL(${other}, 0)`)].join(' - '),
        usingMetrics: { asked, answered, ...Object.fromEntries(others.map((other) => [other, measured[other]!])) },
        label: fetchesMetric(outcome),
        period,
      })
    const derived: Partial<Record<Outcome, MathExpression>> = {
      unchanged: rest('unchanged', 'answered', ['changed', 'doubtful', 'not_found']),
      unavailable: rest('unavailable', 'asked - answered', ['rate_limited', 'malformed']),
    }
    const fetches = (outcome: Outcome): IMetric => derived[outcome] ?? measured[outcome]!
    const paceUse = new MathExpression({
      expression: `100 * asked * ${paceSeconds} / PERIOD(asked)`,
      usingMetrics: { asked },
      label: 'by fetches',
      period,
    })
    const functions = [...Object.values(api.handlers), tracking.fetch, tracking.dispatch]
    const { api: http } = api.gateway
    const units = (table: TableV2, label: string): Metric[] => [
      table.metricConsumedReadCapacityUnits({ ...sum, label: `${label} read` }),
      table.metricConsumedWriteCapacityUnits({ ...sum, label: `${label} written` }),
    ]
    new Dashboard(this, 'Dashboard', {
      dashboardName: `HiscoreLedger-${stage}`,
      defaultInterval: Duration.days(1),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 3 })],
        [
          graph('Fetches by outcome', outcomes.map(fetches), { stacked: true }),
          graph('How late, and how much later all the time', [own('schedule', 'LatenessSeconds', Stats.MAXIMUM)], {
            right: [own('schedule', 'LatenessGrowthPercent', Stats.MINIMUM)],
          }),
          graph('Use of the pace in percent, and the circuit', [paceUse], {
            right: [own('schedule', 'CircuitOpen', Stats.MAXIMUM)],
          }),
        ],
        [
          graph(
            'Queues, and how long the oldest message waits',
            [
              tracking.queue.metricApproximateNumberOfMessagesVisible({ period, label: 'waiting' }),
              tracking.deadLetters.metricApproximateNumberOfMessagesVisible({ period, label: 'dead letters' }),
            ],
            { right: [tracking.queue.metricApproximateAgeOfOldestMessage({ period, label: 'seconds' })] },
          ),
          graph('Requests', [
            http.metricCount({ ...sum, label: 'all' }),
            http.metricClientError({ ...sum, label: '4xx' }),
            http.metricServerError({ ...sum, label: '5xx' }),
          ]),
          graph('Time to answer, milliseconds', [
            http.metricLatency({ period, statistic: Stats.percentile(50), label: 'half' }),
            http.metricLatency({ period, statistic: Stats.percentile(95), label: '95 of 100' }),
          ]),
        ],
        [
          graph(
            'Function errors and throttles',
            functions.map((each) => each.metricErrors(sum)),
            { right: functions.map((each) => each.metricThrottles(sum)) },
          ),
          graph(
            'Function time, milliseconds',
            functions.map((each) => each.metricDuration({ period, statistic: Stats.percentile(95) })),
          ),
          graph('Units of the tables', [...units(storage.tracker, 'tracker'), ...units(storage.auth, 'auth')]),
        ],
      ],
    })
  }
}
