import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { fromIni } from '@aws-sdk/credential-provider-ini'
import type { Config } from '../config.ts'
import { stackName } from '../stack-name.ts'
import { UnreachableError } from './reasons.ts'

// Whoever waits in front of a terminal is told soon that nobody answers.
const requestHandler = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true }

/** The region of a stage: that of its settings, or of the environment; where neither names one the SDK asks the profile. */
const regionOf = ({ region }: Config): { region?: string } => {
  const named = region ?? (process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION)
  return named ? { region: named } : {}
}

/**
 * Has the SDK look for credentials. Where it finds none anywhere it has forgotten why the profile gave none, so the profile
 * is asked once more. Throws `UnreachableError` in AWS's own words, which name `aws sso login` where that helps.
 */
const assertCredentials = async ({ config }: CloudFormationClient): Promise<void> => {
  try {
    await config.credentials()
  } catch (error) {
    const { message } = error as Error
    const isNowhere = message.startsWith('Could not load credentials')
    const why = isNowhere
      ? await fromIni()().then(
          () => message,
          (again: Error) => again.message,
        )
      : message
    throw new UnreachableError(`AWS credentials cannot be had: ${why.replace(/[\s.]*$/, '')}.`)
  }
}

const isUnknown = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')

/**
 * The outputs of a deployed stage's stack by their names, and how to reach what they name. Throws `UnreachableError` when
 * nothing of that name is deployed there.
 */
export const deployedOutputs = async (config: Config) => {
  const client = new CloudFormationClient({ ...regionOf(config), requestHandler })
  const StackName = stackName(config)
  try {
    const region = await client.config.region()
    await assertCredentials(client)
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }))
    const outputs = Object.fromEntries(
      (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    )
    return { outputs, connection: { region, credentials: client.config.credentials, requestHandler } }
  } catch (error) {
    if (!isUnknown(error)) throw error
    const where = `this account in ${await client.config.region()}`
    throw new UnreachableError(
      `No stage "${config.stage}" is deployed: there is no stack ${StackName} in ${where}. Is it another region or profile?`,
    )
  } finally {
    client.destroy()
  }
}
