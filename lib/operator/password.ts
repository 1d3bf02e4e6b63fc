import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { newPasswordSchema } from '../../shared/auth/passwords.ts'
import { PasswordError } from './reasons.ts'

/** Makes up a password: 144 random bits in 24 characters. */
export const generatePassword = (): string => randomBytes(18).toString('base64url')

/** Reads a password from standard input, to its end; the last line break is not part of it. */
export const readPassword = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '')

const faultOf = (password: string): string | undefined =>
  newPasswordSchema.safeParse(password).error?.issues[0]?.message

const ask = async (message: string, validate: (password: string) => string | true = () => true): Promise<string> => {
  // Most commands ask for none, and start sooner without it.
  const { default: prompt } = await import('@inquirer/password')
  try {
    return await prompt({ message, mask: true, validate }, { output: process.stderr })
  } catch (error) {
    if ((error as Error).name === 'ExitPromptError') throw new PasswordError('Stopped; nothing was changed.')
    throw error
  }
}

/** Asks for a new password, until it will do, and for it again. Throws `PasswordError` when the two differ, or on Ctrl-C. */
export const askPassword = async (): Promise<string> => {
  const password = await ask('Password:', (typed) => faultOf(typed) ?? true)
  if ((await ask('Again:')) !== password) throw new PasswordError('The two passwords differ; nothing was changed.')
  return password
}
