/** AWS's list prices in US dollars, in the region us-east-1, as they were published in November 2026. */
export const prices = {
  dynamodbWrites: { per: 'million write request units', dollars: 0.625, each: 1e6, free: 0 },
  dynamodbReads: { per: 'million read request units', dollars: 0.125, each: 1e6, free: 0 },
  dynamodbStorage: { per: 'GB of storage', dollars: 0.25, each: 1, free: 25 },
  dynamodbBackups: { per: 'GB with point-in-time recovery', dollars: 0.2, each: 1, free: 0 },
  lambdaRequests: { per: 'million Lambda requests', dollars: 0.2, each: 1e6, free: 1e6 },
  lambdaSeconds: { per: 'million GB-seconds of Lambda on arm64', dollars: 13.3334, each: 1e6, free: 400_000 },
  sqsRequests: { per: 'million SQS requests', dollars: 0.4, each: 1e6, free: 1e6 },
  schedulerInvocations: { per: 'million invocations by the Scheduler', dollars: 1, each: 1e6, free: 14e6 },
  apiRequests: { per: 'million requests of an HTTP API', dollars: 1, each: 1e6, free: 0 },
  logs: { per: 'GB of logs', dollars: 0.5, each: 1, free: 5 },
  metrics: { per: 'custom metric', dollars: 0.3, each: 1, free: 10 },
  alarms: { per: 'metric alarm', dollars: 0.1, each: 1, free: 10 },
} satisfies Record<string, Price>

/** Dollars for a GB that leaves AWS, of which a hundred a month are free. */
export const transferDollars = 0.09

interface Price {
  /** What the price is for, in a month. */
  per: string
  dollars: number
  /** How many units that is. */
  each: number
  /** How many units AWS gives away every month, for ever. */
  free: number
}

export type Amounts = Record<keyof typeof prices, number>

/** What a month's amounts of something cost, with or without what AWS gives away. */
export const priceOf = (kind: keyof typeof prices, amount: number, { free }: { free: boolean }): number => {
  const price = prices[kind]
  return (Math.max(0, amount - (free ? price.free : 0)) / price.each) * price.dollars
}
