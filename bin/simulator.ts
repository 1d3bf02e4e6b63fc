import { startSimulator } from '../lib/simulator/simulator.ts'

// node bin/simulator.ts [port]: the simulated hiscores alone. Without a port it takes a free one.

const port = Number(process.argv[2] ?? 0)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error('usage: node bin/simulator.ts [port]')
  process.exit(2)
}

const simulator = await startSimulator({ port })
console.log(`hiscores ${simulator.url}`)
console.log(
  `who is there: ${simulator.url}/characters, faults: ${simulator.url}/control, arrivals: ${simulator.url}/requests`,
)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.stop())
