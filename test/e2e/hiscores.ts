import { fileURLToPath } from 'node:url'
import type { Order } from '../../lib/simulator/control.ts'
import type { Arrival } from '../../lib/simulator/simulator.ts'
import { hurry, startProgram } from './program.ts'

const entry = fileURLToPath(new URL('../../bin/simulator.ts', import.meta.url))

/** The simulated hiscores. */
export interface RunningHiscores {
  url: string
  /** The requests for characters so far, the newest last. */
  arrivals: () => Promise<Arrival[]>
  /** Makes them fail, answer otherwise, or run ahead. */
  control: (order: Order) => Promise<void>
  /** Back to ordinary answers. */
  reset: () => Promise<void>
  stop: () => Promise<unknown>
}

/**
 * Starts simulated hiscores in a process of their own, so that an arrival is noted when it comes, whatever a test is busy
 * with: on a free port, or on the one at which a deployed tracker expects them.
 */
export const startHiscores = async (): Promise<RunningHiscores> => {
  const program = await startProgram([process.execPath, entry, process.env.HISCORES_PORT || '0'], 'hiscores')
  hurry(program)
  const { url, stop } = program
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${url}${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return response
  }
  return {
    url,
    arrivals: async () => (await ask('GET', '/requests')).json() as Promise<Arrival[]>,
    control: async (order) => {
      await ask('PUT', '/control', order)
    },
    reset: async () => {
      await ask('DELETE', '/control')
    },
    stop,
  }
}
