import { AccountError } from '../../shared/auth/accounts.ts'
import { ConfigError } from '../config.ts'
import { FileError } from '../file-error.ts'

/** What is to be administered cannot be reached; the message says why, and what would help. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** A password could not be had; the message says why. */
export class PasswordError extends Error {
  override readonly name = 'PasswordError'
}

/** A line of a backup that is none; the message says which. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
}

/** A history cannot be imported; the message says why, and at which line. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
}

/** These say in their message all that a person needs. */
const plain = [AccountError, BackupError, ConfigError, FileError, ImportError, PasswordError, UnreachableError]

/** What the SDK throws for an answer of AWS that is a refusal, or a fault of its own. */
interface Refusal {
  $fault: 'client' | 'server'
  $service?: string
  name: string
  message: string
}

const signInAgain = 'Get new ones; with IAM Identity Center that is `aws sso login`.'

const refusalOf = ({ $service = 'AWS', name, message }: Refusal): string => {
  const said = `${$service} refused: ${message.replace(/\.*$/, '')} (${name}).`
  return /^Expired|TokenRefreshRequired/.test(name) ? `These credentials have expired. ${said} ${signInAgain}` : said
}

/** What stood in the way, in a sentence and in AWS's own words where they are AWS's; undefined for a fault of the program. */
export const reasonOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if (plain.some((kind) => error instanceof kind)) return error.message
  const { code, name, message } = error as Error & { code?: string }
  if (code === 'ECONNREFUSED') return 'Nothing listens where the stack should be. Is it still running?'
  if (name === 'CredentialsProviderError') return `AWS credentials cannot be had: ${message}`
  if (message === 'Region is missing') {
    return 'Which region? Set AWS_REGION, or give the stage or the AWS profile a `region`.'
  }
  if ('$fault' in error) return refusalOf(error as unknown as Refusal)
  if (name === 'TimeoutError' || /^E(?!RR_)/.test(code ?? '')) return `AWS cannot be reached: ${message}.`
  return undefined
}
