import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { answered, freePort, run, works } from '../programs.ts'

/** Something that answers as AWS does. */
export interface Aws {
  /** For `AWS_ENDPOINT_URL`. */
  url: string
  /** The name under which its functions find this machine. */
  thisHost: string
  stop: () => Promise<unknown>
}

// The emulator: the version on PyPI, and the tag of the image.
const version = '1.5.33'

const startContainer = async (hostPort: number): Promise<Aws> => {
  const { GenericContainer, TestContainers, Wait } = await import('testcontainers')
  await TestContainers.exposeHostPorts(hostPort)
  const container = await new GenericContainer(`ministackorg/ministack:${version}`)
    .withExposedPorts(4566)
    .withWaitStrategy(Wait.forHttp('/_localstack/health', 4566))
    .start()
  const url = `http://${container.getHost()}:${container.getMappedPort(4566)}`
  return { url, thisHost: 'host.testcontainers.internal', stop: () => container.stop() }
}

/** Installs the emulator into an environment of its own, once per machine; where its command is. */
const install = async (): Promise<string> => {
  const environment = join(tmpdir(), `hiscore-ledger-ministack-${version}`)
  await run('python3', ['-m', 'venv', environment])
  await run(join(environment, 'bin', 'pip'), ['install', '--quiet', `ministack==${version}`])
  return join(environment, 'bin', 'ministack')
}

const startProcess = async (): Promise<Aws> => {
  const command = await install()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const folder = await mkdtemp(join(tmpdir(), 'hiscore-ledger-aws-'))
  const child = spawn(command, {
    // A group of its own, so that the functions that it starts end with it.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      // The functions run on the `node` that is found here.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      TMPDIR: folder,
      S3_DATA_DIR: join(folder, 's3'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      LOG_LEVEL: 'ERROR',
    },
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = once(child, 'close')
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  if (await answered(`${url}/_localstack/health`, child)) return { url, thisHost: '127.0.0.1', stop }
  await stop()
  throw new Error(`the emulator does not answer:\n${said}`)
}

/**
 * The AWS to deploy to: the one at `AWS_ENDPOINT_URL`, or an emulator, in a container where Docker answers, or else from
 * PyPI. Its functions reach `hostPort` of this machine. Returns in a sentence why there is none.
 */
export const startAws = async (hostPort: number): Promise<Aws | string> => {
  const given = process.env.AWS_ENDPOINT_URL
  if (given) return { url: given.replace(/\/+$/, ''), thisHost: '127.0.0.1', stop: async () => undefined }
  if (await works('docker', ['info'])) return startContainer(hostPort)
  if (await works('python3', ['-m', 'venv', '--help'])) return startProcess()
  return 'There is no AWS to deploy to: AWS_ENDPOINT_URL is not set, Docker does not answer, and there is no Python 3 with venv.'
}
