import { runScenario } from './scenario.ts'

const t = performance.now()
const r = await runScenario({
  players: Number(process.argv[2] ?? 100),
  days: Number(process.argv[3] ?? 3),
  seed: 1,
  ...(process.argv[4] && { fixedMinutes: Number(process.argv[4]) }),
  onProgress: () => {},
})
const { measures: m, ...rest } = r
console.log({
  requests: m.requests,
  viol: m.paceViolations,
  crashes: m.crashes,
  overruns: m.overruns,
  errors: m.errors,
  busy: m.busy,
  use: (m.busy.requests * 2000) / m.busy.ms,
  caught: m.caught,
  late: [m.lateness.mean, m.lateness.percentile(0.5), m.lateness.percentile(0.95), m.lateness.max],
  ...rest,
  s: (performance.now() - t) / 1000,
})
