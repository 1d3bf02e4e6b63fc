import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** A password could not be had; the message says why. */
export class PasswordError extends Error {
  override readonly name = 'PasswordError'
}

/** Makes up a password: 144 random bits in 24 characters. */
export const generatePassword = (): string => randomBytes(18).toString('base64url')

/** Reads a password from standard input, to its end; the last line break is not part of it. */
export const readPassword = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '')

/** Asks a question on the terminal and does not show the answer. Readline echoes to its output, so that leads nowhere. */
const ask = (question: string): Promise<string> =>
  new Promise((resolve, reject) => {
    process.stderr.write(question)
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 })
    const finish = (settle: () => void): void => {
      lines.removeAllListeners('close')
      lines.close()
      process.stderr.write('\n')
      settle()
    }
    lines.once('line', (line) => finish(() => resolve(line)))
    const stop = (): void => finish(() => reject(new PasswordError('Stopped; nothing was changed.')))
    lines.once('SIGINT', stop)
    lines.once('close', stop)
  })

/** Asks for a password twice on the terminal. Throws `PasswordError` when the two differ, or on Ctrl-C. */
export const askPassword = async (): Promise<string> => {
  const password = await ask('Password: ')
  if ((await ask('Again: ')) !== password) throw new PasswordError('The two passwords differ; nothing was changed.')
  return password
}
