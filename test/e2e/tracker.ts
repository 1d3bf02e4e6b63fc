import { fileURLToPath } from 'node:url'
import { adminPassword } from './client.ts'
import { borrowTracker, deployedUrl } from './deployed.ts'
import { type Program, startProgram } from './program.ts'

const entry = fileURLToPath(new URL('../../bin/local.ts', import.meta.url))

/** A local stack in a process of its own, as `npm start` starts it. */
export type RunningTracker = Program

const startLocalTracker = (environment: Record<string, string>): Promise<RunningTracker> =>
  startProgram([process.execPath, entry], 'ready', {
    PORT: '0',
    DATA_DIR: 'memory',
    ADMIN_PASSWORD: adminPassword,
    ...environment,
  })

/**
 * Starts a local stack on a free port, in memory unless told otherwise, and waits until it serves; or takes the deployed
 * one, whose settings are its own.
 */
export const startTracker = (environment: Record<string, string> = {}): Promise<RunningTracker> =>
  deployedUrl === undefined ? startLocalTracker(environment) : borrowTracker(deployedUrl, environment)
