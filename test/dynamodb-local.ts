import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answered, freePort, run, works } from './programs.ts'

/** Amazon's own DynamoDB for one machine. Each access key has tables of its own there. */
export interface DynamoDBLocal {
  url: string
  stop: () => Promise<unknown>
}

const image = 'amazon/dynamodb-local:2.5.2'

// The npm package that brings the program.
const bringer = { name: 'amplify-dynamodb-simulator', version: '2.9.30' }

const startContainer = async (): Promise<DynamoDBLocal> => {
  const { GenericContainer } = await import('testcontainers')
  const container = await new GenericContainer(image).withExposedPorts(8000).start()
  return {
    url: `http://${container.getHost()}:${container.getMappedPort(8000)}`,
    stop: () => container.stop(),
  }
}

/** Fetches the program once per machine, 57 MB; the folder that it is in. */
const download = async (): Promise<string> => {
  const folder = join(tmpdir(), `hiscore-ledger-dynamodb-local-${bringer.version}`)
  if (!existsSync(folder)) {
    const incoming = await mkdtemp(`${folder}-`)
    await run('npm', ['pack', '--silent', '--pack-destination', incoming, `${bringer.name}@${bringer.version}`])
    await run('tar', ['-xzf', join(incoming, `${bringer.name}-${bringer.version}.tgz`), '-C', incoming])
    await rename(join(incoming, 'package', 'emulator'), folder)
    await rm(incoming, { recursive: true })
  }
  return folder
}

const startProgram = async (): Promise<DynamoDBLocal> => {
  const folder = await download()
  const port = await freePort()
  const options = ['-inMemory', '-disableTelemetry', '-port', String(port)]
  const child = spawn('java', ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', ...options], {
    cwd: folder,
    stdio: 'ignore',
  })
  const ended = once(child, 'close')
  const url = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    child.kill()
    await ended
  }
  // It answers a bare GET with 400.
  if (await answered(url, child)) return { url, stop }
  await stop()
  throw new Error('DynamoDB Local does not answer')
}

/** Starts one, in a container where Docker answers, or else with Java. Returns in a sentence why it cannot. */
export const startDynamoDBLocal = async (): Promise<DynamoDBLocal | string> => {
  if (await works('docker', ['info'])) return startContainer()
  if (await works('java', ['-version'])) return startProgram()
  return 'There is no DynamoDB Local: Docker does not answer, and there is no Java.'
}
