import type { ChildProcess } from 'node:child_process'
import { signIn } from './client.ts'
import { startHiscores } from './hiscores.ts'
import type { RunningTracker } from './tracker.ts'

/** The API that the tests are for; without it each file starts a tracker of its own. */
export const deployedUrl = process.env.API_URL?.replace(/\/+$/, '')

/** Whether the tests run against a tracker that they have not started: its settings are its own, its log out of reach. */
export const isDeployed = deployedUrl !== undefined

const absent = (what: string): never => {
  throw new Error(`a deployed tracker has no ${what} here`)
}

/** Takes the deployed tracker, provided that nobody is tracked there. At the end all players are removed again. */
export const borrowTracker = async (url: string, environment: Record<string, string>): Promise<RunningTracker> => {
  // A local stack brings its own hiscores; those of this one are wherever the tests put them.
  const hiscores = environment.HISCORES_URL === undefined ? await startHiscores() : undefined
  const admin = await signIn(url)
  const tracked = async (): Promise<string[]> => {
    const { body } = await admin.get('/players?limit=100')
    return body.players.map(({ username }: { username: string }) => username)
  }
  if ((await tracked()).length > 0) throw new Error(`${url} tracks somebody: the tests need a tracker of their own`)
  return {
    url,
    get process(): ChildProcess {
      return absent('process')
    },
    output: () => absent('log'),
    stop: async () => {
      for (let names = await tracked(); names.length > 0; names = await tracked()) {
        for (const name of names) await admin.request('DELETE', `/players/${encodeURIComponent(name)}`)
      }
      await hiscores?.stop()
      return 0
    },
  }
}
