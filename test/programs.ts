import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const root = new URL('..', import.meta.url)

/**
 * Runs a command in the project's folder to its end, and shows what it says. Returns what it wrote to standard output;
 * throws with all that it said when it fails.
 */
export const run = async (
  command: string,
  args: string[],
  { env = {}, input = '' }: { env?: Record<string, string | undefined>; input?: string } = {},
): Promise<string> => {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: 'pipe' })
  let output = ''
  let said = ''
  const show = (chunk: Buffer): void => {
    said += chunk.toString()
    process.stdout.write(chunk)
  }
  process.stdout.write(`\n$ ${command} ${args.join(' ')}\n`)
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    show(chunk)
  })
  child.stderr.on('data', show)
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${said}`)
  return output
}

/** Whether a command is there and does what it should. */
export const works = (command: string, args: string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', timeout: 20_000 })
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const answers = async (url: string): Promise<boolean> => {
  try {
    await fetch(url)
    return true
  } catch {
    return false
  }
}

/** Waits until a program that was started answers at an address; false when it has ended, or does not within 30 s. */
export const answered = async (url: string, program: ChildProcess): Promise<boolean> => {
  const end = Date.now() + 30_000
  while (program.exitCode === null && Date.now() < end) {
    if (await answers(url)) return true
    await sleep(100)
  }
  return false
}
