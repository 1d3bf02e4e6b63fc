import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { assertCertificate, chooseConfig, readConfig } from '../../../lib/config.ts'

describe('a stage', () => {
  it('is dev unless another is asked for', () => {
    expect(chooseConfig({})).toMatchObject({ stage: 'dev', keepTables: false })
    expect(chooseConfig({ stage: 'prod' })).toMatchObject({ stage: 'prod', keepTables: true, retentionDays: 90 })
  })

  it('that there is not stops the synthesis with the ones there are', () => {
    expect(() => chooseConfig({ stage: 'toString' })).toThrow('There is no stage "toString"; there are dev, prod.')
  })
})

describe('a file of settings', () => {
  const written = (text: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'hiscore-ledger-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'stage.json')
    writeFileSync(path, text)
    return path
  }

  it('takes the place of a stage, and leaves the defaults where it says nothing', () => {
    const config = written('{ "stage": "clan", "baseIntervalMinutes": 30, "region": "eu-central-1" }')
    expect(chooseConfig({ config })).toMatchObject({
      stage: 'clan',
      region: 'eu-central-1',
      baseIntervalMinutes: 30,
      maxIntervalMinutes: 1_440,
      paceShare: 0.6,
    })
  })

  it('that cannot be read stops the synthesis with its name', () => {
    expect(() => chooseConfig({ config: '/nowhere.json' })).toThrow('cannot be read from /nowhere.json')
    const config = written('{')
    expect(() => chooseConfig({ config })).toThrow(`cannot be read from ${config}`)
  })
})

const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000'

it('a certificate in another region stops the synthesis', () => {
  const config = readConfig({ stage: 'test', customDomain: { name: 'ledger.example', certificateArn } })
  for (const region of ['eu-central-1', undefined]) expect(() => assertCertificate(config, region)).not.toThrow()
  expect(() => assertCertificate(config, 'us-east-1')).toThrow(
    'customDomain.certificateArn: is in eu-central-1; a certificate in us-east-1, where the stack is, is wanted.',
  )
})

describe('a wrong setting', () => {
  it.for<[Record<string, unknown>, string]>([
    [{ stage: 'Prod!' }, 'stage: a stage is named in lower case letters, digits and hyphens'],
    [{ stage: undefined }, 'stage: is missing; text is wanted'],
    [{ region: 'Frankfurt' }, 'region: a region is named as in eu-central-1'],
    [{ paceSeconds: 1 }, 'paceSeconds: the official hiscores are asked at most once every 2 seconds'],
    [{ baseIntervalMinutes: 1 }, 'baseIntervalMinutes: is 1; a whole number from 5 to 1440 is wanted'],
    [{ baseIntervalMinutes: 600, maxIntervalMinutes: 60 }, 'maxIntervalMinutes: must not be shorter'],
    [{ retentionDays: 0 }, 'retentionDays: '],
    [{ accessTokenMinutes: 1_441 }, 'accessTokenMinutes: '],
    [{ refreshTokenDays: 91 }, 'refreshTokenDays: '],
    [{ corsOrigins: ['https://ledger.example/'] }, 'corsOrigins.0: an origin is a scheme and a host, without a path'],
    [{ alarmEmail: 'me' }, 'alarmEmail: is "me"; an e-mail address is wanted'],
    [{ monthlyBudgetDollars: 0 }, 'monthlyBudgetDollars: '],
    [{ logRetentionDays: 8 }, 'logRetentionDays: is 8; one of 1, 3, 5, '],
    [{ maxReadUnits: 10 }, 'maxReadUnits: '],
    [{ tracing: 'yes' }, 'tracing: '],
    [{ keepTables: 'yes' }, 'keepTables: '],
    [{ customDomain: { name: 'ledger', certificateArn } }, 'customDomain.name: a domain name has a dot in it'],
    [{ customDomain: { name: 'a.example', certificateArn: 'x' } }, 'customDomain.certificateArn: '],
    [{ colour: 'red' }, 'colour: is not known here'],
  ])('%j stops the synthesis with a sentence that names it', ([setting, sentence]) => {
    expect(() => readConfig({ stage: 'test', ...setting })).toThrow(sentence)
  })
})
