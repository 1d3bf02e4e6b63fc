import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LocalSqs, startSqs } from '../../../lib/local/queues/sqs.ts'
import { queueUrl } from '../../../lib/local/references.ts'
import { findUser } from '../../../shared/auth/users.ts'
import { startCloudFormation, type TestCloudFormation } from '../../cloudformation.ts'
import { startDynamoDB, type TestDynamoDB } from '../../dynamodb.ts'
import { type Ended, ledger } from '../../ledger.ts'

let aws: TestCloudFormation
let db: TestDynamoDB
let sqs: LocalSqs
let home: string

beforeEach(async () => {
  ;[aws, db, sqs] = await Promise.all([startCloudFormation(), startDynamoDB(), startSqs(undefined)])
  for (const name of ['fetch', 'dead']) sqs.putQueue(name, {})
  home = mkdtempSync(join(tmpdir(), 'hiscore-ledger-stage-'))
  aws.stacks['HiscoreLedger-clan'] = {
    AuthTable: db.auth.name,
    TrackerTable: db.tracker.name,
    FetchQueue: queueUrl(sqs.url, 'fetch'),
    DeadLetters: queueUrl(sqs.url, 'dead'),
    FetchPaceSeconds: '2.5',
    RetentionDays: '90',
  }
})
afterEach(async () => {
  await Promise.all([aws.close(), db.close(), sqs.close()])
  rmSync(home, { recursive: true, force: true })
})

const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }

/** Runs `ledger` where AWS is these stand-ins. */
const run = (args: string[], env: Record<string, string>): Promise<Ended> =>
  ledger(home, args, {
    env: {
      AWS_ENDPOINT_URL_CLOUDFORMATION: aws.url,
      AWS_ENDPOINT_URL_DYNAMODB: db.url,
      AWS_ENDPOINT_URL_SQS: sqs.url,
      ...env,
    },
  })

const inEurope = { ...keys, AWS_REGION: 'eu-west-1' }

/** Writes a file of AWS's tools, below the home folder. */
const writeAws = (path: string, text: string): void => {
  const file = join(home, '.aws', path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}

describe('--stage', () => {
  it('finds the tables and queues of a deployed stage by its name alone', async () => {
    const added = await run(['users', 'add', 'Carol', '--generate', '--stage', 'clan'], inEurope)
    expect(added).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^password: [\w-]{24}\nAdded carol.\n$/),
      error: '',
    })
    expect(await findUser(db.auth, 'carol')).toMatchObject({ username: 'carol' })

    const status = await run(['status', '--stage', 'clan'], inEurope)
    expect(status).toMatchObject({ code: 0, out: expect.stringMatching(/^stage clan at .*one request per 2\.5 s/s) })

    await sqs.call('SendMessage', { QueueUrl: queueUrl(sqs.url, 'dead'), MessageBody: 'lost' })
    const redriven = await run(['--stage', 'clan', 'dead-letters', 'redrive'], inEurope)
    expect(redriven).toMatchObject({ code: 0, out: '1 put back into the fetch queue.\n' })
  })

  it('that is not deployed there is told with its region', async () => {
    const { code, out, error } = await run(['users', 'list', '--stage', 'attic'], inEurope)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(error).toBe(
      'No stage "attic" is deployed: there is no stack HiscoreLedger-attic in this account in eu-west-1. ' +
        'Is it another region or profile?\n',
    )
  })

  it.each([
    ['Clan!', 'stage: a stage is named in lower case letters, digits and hyphens.'],
    ['', 'stage: a stage is named in lower case letters, digits and hyphens.'],
  ])('%j is no name of one', async (name, reason) => {
    const { code, error } = await run(['users', 'list', '--stage', name], inEurope)
    expect({ code, error }).toEqual({ code: 1, error: `The configuration is not valid. ${reason}\n` })
  })

  it('whose stack is of another version says which output it lacks', async () => {
    delete aws.stacks['HiscoreLedger-clan']!.FetchPaceSeconds
    const { code, error } = await run(['status', '--stage', 'clan'], inEurope)
    const sentence = 'The stack of stage "clan" has no output FetchPaceSeconds. Deploy this version of it.'
    expect({ code, error }).toEqual({ code: 1, error: `${sentence}\n` })
  })

  it('whose table is gone says it in the words of DynamoDB', async () => {
    aws.stacks['HiscoreLedger-clan']!.AuthTable = 'gone'
    const { code, error } = await run(['users', 'list', '--stage', 'clan'], inEurope)
    expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/^\w+ refused: .*ResourceNotFound.*\n$/) })
  })
})

describe('the region', () => {
  const regionWith = async (args: string[], env: Record<string, string>): Promise<string | undefined> => {
    expect(await run(['users', 'list', ...args], env)).toMatchObject({ code: 0, error: '' })
    return aws.regions.at(-1)
  }
  const clan = ['--stage', 'clan']

  it('is that of the file of settings before any other', async () => {
    const config = join(home, 'clan.json')
    writeFileSync(config, '{ "stage": "clan", "region": "eu-central-1" }')
    expect(await regionWith(['--config', config], inEurope)).toBe('eu-central-1')
  })

  it('is AWS_REGION before AWS_DEFAULT_REGION, and that before the profile', async () => {
    writeAws('config', '[profile clan]\nregion = us-west-2\n')
    writeAws('credentials', '[clan]\naws_access_key_id = a\naws_secret_access_key = b\n')
    const env = { AWS_PROFILE: 'clan' }
    expect(await regionWith(clan, env)).toBe('us-west-2')
    expect(await regionWith(clan, { ...env, AWS_DEFAULT_REGION: 'eu-north-1' })).toBe('eu-north-1')
    expect(await regionWith(clan, { ...env, AWS_DEFAULT_REGION: 'eu-north-1', AWS_REGION: 'eu-west-3' })).toBe(
      'eu-west-3',
    )
  })

  it('is asked for when nothing says it', async () => {
    expect(await run(['users', 'list', ...clan], keys)).toEqual({
      code: 1,
      out: '',
      error: 'Which region? Set AWS_REGION, or give the stage or the AWS profile a `region`.\n',
    })
  })

  it('is not asked for when the file of settings cannot be read', async () => {
    const config = join(home, 'absent.json')
    expect(await run(['users', 'list', '--config', config], keys)).toEqual({
      code: 1,
      out: '',
      error: `The configuration cannot be read from ${config}: no such file or directory.\n`,
    })
  })
})

describe("AWS's own reason is told", () => {
  const list = async (env: Record<string, string>): Promise<string> => {
    const { code, out, error } = await run(['users', 'list', '--stage', 'clan'], env)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    return error
  }

  it('of a session of IAM Identity Center that has expired, and how to get another', async () => {
    const start = 'https://clan.example/start'
    const sso = `sso_start_url = ${start}\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = Admin\n`
    writeAws('config', `[profile clan]\nregion = eu-west-1\n${sso}`)
    const token = { startUrl: start, region: 'eu-west-1', accessToken: 'x', expiresAt: '2020-01-01T00:00:00Z' }
    writeAws(`sso/cache/${createHash('sha1').update(start).digest('hex')}.json`, JSON.stringify(token))
    const error = await list({ AWS_PROFILE: 'clan' })
    expect(error).toContain('The SSO session associated with this profile has expired.')
    expect(error).toContain('aws sso login')
  })

  it('of temporary credentials that have expired', async () => {
    aws.refusal = { code: 'ExpiredToken', message: 'The security token included in the request is expired' }
    const error = await list(inEurope)
    expect(error).toContain('The security token included in the request is expired')
    expect(error).toContain('aws sso login')
  })

  it('of rights that are missing', async () => {
    const message =
      'User: arn:aws:iam::123456789012:user/me is not authorized to perform: cloudformation:DescribeStacks'
    aws.refusal = { code: 'AccessDenied', message }
    expect(await list(inEurope)).toContain(message)
  })

  it('of a profile that there is not', async () => {
    expect(await list({ AWS_REGION: 'eu-west-1', AWS_PROFILE: 'clan' })).toContain(
      'Could not resolve credentials using profile: [clan]',
    )
  })

  it('of a program that should have given credentials', async () => {
    writeAws('config', '[profile clan]\nregion = eu-west-1\ncredential_process = /nowhere/token\n')
    expect(await list({ AWS_PROFILE: 'clan' })).toContain('/nowhere/token')
  })
})
