import { Duration, Stack, Validations } from 'aws-cdk-lib'
import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  type MetricOptions,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { Api } from './api.ts'
import type { FunctionName } from './bundles.ts'
import type { Config } from './config.ts'
import { Board } from './dashboard.ts'
import { metricsNamespace, ownMetric } from './functions.ts'
import type { News } from './news.ts'
import type { Storage } from './storage.ts'
import type { Tracking } from './tracking.ts'

interface Watched {
  news: News
  storage: Storage
  tracking: Tracking
  api: Api
}

interface Rule {
  description: string
  metric: IMetric
  threshold: number
  /** How many periods in a row. */
  periods?: number
  comparison?: ComparisonOperator
  /** What having no data means; nothing bad unless told otherwise. */
  missing?: TreatMissingData
}

const fiveMinutes = Duration.minutes(5)
const hour = Duration.hours(1)

/** How suspicious the attempts to sign in are, as `#suspicions` counts it. */
const suspicion = (stage: string, options: MetricOptions): Metric =>
  new Metric({ namespace: metricsNamespace(stage), metricName: 'SignInSuspicions', ...options })

/** Alarms for what a person has to do something about, an e-mail address that hears of them, and the dashboard. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, config: Config, { storage, tracking, api, news }: Watched) {
    super(scope, id)
    const { alarmEmail } = config
    const actions: SnsAction[] = []
    if (alarmEmail !== undefined) {
      actions.push(new SnsAction(this.#topic(alarmEmail)))
      this.#budget(config, alarmEmail)
    }
    this.#suspicions(config, api)
    const rules = alarmRules(config, { storage, tracking, api, news })
    const alarms = Object.entries(rules).map(([name, rule]) => {
      const alarm = new Alarm(this, name, {
        alarmName: `HiscoreLedger-${config.stage}-${name}`,
        alarmDescription: rule.description,
        metric: rule.metric,
        threshold: rule.threshold,
        evaluationPeriods: rule.periods ?? 1,
        comparisonOperator: rule.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: rule.missing ?? TreatMissingData.NOT_BREACHING,
      })
      for (const action of actions) {
        alarm.addAlarmAction(action)
        alarm.addOkAction(action)
      }
      return alarm
    })
    new Board(this, 'Board', config, { storage, tracking, api, alarms })
  }

  // SNS encrypts its disks by itself. A key of our own, which CloudWatch needs to use any other encryption, costs a dollar
  // a month, more than all the rest for a clan; and an alarm's text says nothing about anybody.
  #topic(email: string): Topic {
    const topic = new Topic(this, 'Alarms', { displayName: 'Hiscore Ledger', enforceSSL: true })
    topic.addSubscription(new EmailSubscription(email))
    // A topic with a policy of its own has no other: without this no alarm would come through.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    Validations.of(topic).acknowledge({
      id: 'Serverless::Serverless-SNSRedrivePolicy',
      reason: 'SNS repeats an e-mail by itself, and the alarm stays on until its reason is gone.',
    })
    return topic
  }

  /**
   * Counts from the log, which costs no more than a metric that a function writes and no code: one for each attempt on a name
   * that is locked, which a forgetful user makes too, and five for a refresh token that comes a second time, which only a thief or
   * whom it was stolen from has.
   */
  #suspicions({ stage }: Config, { handlers: { auth } }: Api): void {
    const count = (id: string, pattern: string, metricValue: string): MetricFilter =>
      new MetricFilter(this, id, {
        logGroup: auth.logGroup,
        filterPattern: FilterPattern.literal(pattern),
        metricNamespace: metricsNamespace(stage),
        metricName: 'SignInSuspicions',
        metricValue,
      })
    count('LockedOut', '{ $.message = "sign-in" && $.outcome = "locked" }', '1')
    count('TokenReused', '{ $.message = "refresh" && $.outcome = "reused" }', '5')
  }

  /** Warns of the cost of the whole account, before it comes to the amount and when it has. */
  #budget({ stage, monthlyBudgetDollars }: Config, email: string): void {
    const warn = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, threshold, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    })
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `HiscoreLedger-${stage}-${Stack.of(this).region}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyBudgetDollars, unit: 'USD' },
      },
      notificationsWithSubscribers: [warn('ACTUAL', 80), warn('FORECASTED', 100)],
    })
  }
}

/**
 * The alarms by name, one metric each, so that they stay within the ten that are free. `docs/operations.md` says what each means
 * and what to do.
 */
const alarmRules = (config: Config, { tracking, api, news }: Watched): Record<string, Rule> => {
  const own = (service: FunctionName, metricName: string, period: Duration, statistic: string): Metric =>
    ownMetric(config.stage, service, metricName, { period, statistic })
  return {
    NoFetches: {
      description: 'Every request to the hiscores has failed for three hours.',
      // Nobody due is no fault: characters that rest are fetched once a day. `Late` tells when nobody asks.
      metric: own('fetch', 'FetchesAnswered', Duration.hours(3), Stats.MAXIMUM),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    },
    TicksMissing: {
      description: 'No run of the schedule has come to its end for fifteen minutes.',
      // Each tick writes it once players are queued, so this is on as well when every run crashes.
      metric: own('schedule', 'LatenessSeconds', fiveMinutes, Stats.SAMPLE_COUNT),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      missing: TreatMissingData.BREACHING,
      periods: 3,
    },
    Late: {
      description: 'For an hour the most overdue player has waited longer and longer: hardly anybody is fetched.',
      // How late it is says nothing: with more players than the pace allows it is always late, and always by as much.
      metric: own('schedule', 'LatenessGrowthPercent', fiveMinutes, Stats.MINIMUM),
      threshold: 50,
      periods: 12,
    },
    DeadLetters: {
      description: 'A message crashed the fetch function again and again.',
      metric: tracking.deadLetters.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes }),
      threshold: 0,
    },
    CircuitOpen: {
      description: 'The hiscores have refused nearly everything for an hour.',
      // Each pause ends with a trial, during which a tick or two find the circuit closed.
      metric: own('schedule', 'CircuitOpen', hour, Stats.AVERAGE),
      threshold: 0.8,
    },
    ServerErrors: {
      description: 'Five requests to the API, or more, failed within a quarter of an hour.',
      metric: api.gateway.api.metricServerError({ period: Duration.minutes(15), statistic: Stats.SUM }),
      threshold: 5,
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    },
    SignIns: {
      description: 'Somebody tries to sign in where it is locked, or uses a refresh token that was used before.',
      metric: suspicion(config.stage, { period: Duration.minutes(15), statistic: Stats.SUM }),
      threshold: 5,
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    },
    // Functions behind the API answer 500 when they crash, which is counted above.
    FetchErrors: {
      description: 'The fetch function crashed or ran out of time twice in a row.',
      metric: tracking.fetch.metricErrors({ period: fiveMinutes }),
      threshold: 0,
      periods: 2,
    },
    // Each minute without an end of news that wait for it; what a receiver does not take is no crash.
    DeliverErrors: {
      description: 'The function that tells webhooks the news crashed or ran out of time twice in a row.',
      metric: news.deliver.metricErrors({ period: fiveMinutes }),
      threshold: 0,
      periods: 2,
    },
    Throttles: {
      description: 'Lambda refused to run functions: the account has reached its limit of concurrent executions.',
      // Of all functions of the account in this region, because they share the limit.
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Throttles',
        period: fiveMinutes,
        statistic: Stats.SUM,
      }),
      threshold: 0,
      periods: 3,
    },
  }
}
