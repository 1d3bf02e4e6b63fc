import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ledger, ledgerProgram } from '../../ledger.ts'
import { run } from '../../programs.ts'

const commands = [
  '',
  'status',
  'users',
  'users add',
  'users list',
  'users password',
  'users unlock',
  'users role',
  'users disable',
  'users enable',
  'users remove',
  'users new-keys',
  'backup',
  'backup export',
  'backup import',
  'import',
  'dead-letters',
  'dead-letters list',
  'dead-letters redrive',
  'dead-letters discard',
]

/** The commands that a help text lists. */
const listed = (help: string): string[] => {
  const [, list = ''] = /^Commands:\n((?: {2}.*\n)*)/m.exec(help) ?? []
  return [...list.matchAll(/^ {2}([\w-]+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help')
}

describe('--help', () => {
  it.each(commands)('of `ledger %s` teaches by example, and needs no stack', async (command) => {
    const path = command === '' ? [] : command.split(' ')
    const { code, out, error } = await ledger('/nowhere', [...path, '--help'])
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toMatch(new RegExp(`^Usage: ${['ledger', ...path].join(' ')}\\b`))
    expect(out).toMatch(/^ {2}--stage <name> /m)
    const [, examples = ''] = out.split('\nExamples:\n')
    expect(examples.trimEnd().split('\n')).not.toEqual([''])
    for (const line of examples.trimEnd().split('\n')) expect(line).toMatch(/^ {2}npx ledger .+? {3}\S/)
    // Every command has its help looked at above.
    expect(commands).toEqual(expect.arrayContaining(listed(out).map((name) => [...path, name].join(' '))))
  })

  it('is found by `npx ledger` as it is after `npm ci`', async () => {
    expect(await run('npx', ['--offline', 'ledger', '--help'])).toMatch(/^Usage: ledger /)
    const { bin } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
    expect(bin).toEqual({ ledger: 'bin/ledger.ts' })
  })
})

describe('wrong words', () => {
  it.each([
    [[], 'Usage: ledger'],
    [['usres'], 'Did you mean users?'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['status', 'now'], 'too many arguments'],
    [['status', '--stag', 'prod'], 'Did you mean --stage?'],
    [['status', '--stage'], 'argument missing'],
    [['status', '--table', 'auth'], "unknown option '--table'"],
  ])('%j end with code 2, a reason and where the help is', async (args, reason) => {
    const { code, out, error } = await ledger('/nowhere', args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(reason)
    expect(error).toMatch(/npx ledger/)
  })

  it('end the program with that code, and say the same', async () => {
    expect(await ledgerProgram('/nowhere', ['usres'])).toEqual(await ledger('/nowhere', ['usres']))
  })
})
