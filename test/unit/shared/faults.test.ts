import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { check, wants } from '../../../shared/faults.ts'

/** What is wrong with a field of this schema. */
const told = (schema: z.ZodMiniType, value: unknown, field = 'field'): string[] => {
  const result = check(z.strictObject({ [field]: schema }), { [field]: value })
  if (result.success) return []
  expect(result.faults.map(({ path }) => path.split('.')[0])).toEqual(result.faults.map(() => field))
  return result.faults.map(({ message }) => message)
}

const whole = z.int().check(z.gte(1), z.lte(1_000))
const wholeText = z.coerce.number().check(z.int(), z.gte(1), z.lte(1_000))
const text = z.string().check(z.minLength(1), z.maxLength(512))

describe('a fault tells what was given and what is wanted', () => {
  it.for<[given: unknown, schema: z.ZodMiniType, message: string]>([
    [undefined, z.string(), 'is missing; text is wanted'],
    [undefined, whole, 'is missing; a whole number from 1 to 1000 is wanted'],
    [undefined, z.enum(['day', 'week']), 'is missing; one of day, week is wanted'],
    [undefined, z.coerce.number().check(z.positive()), 'is missing; a number above 0 is wanted'],
    [5, z.string(), 'is 5; text is wanted'],
    [null, z.boolean(), 'is null; true or false is wanted'],
    ['no', z.boolean(), 'is "no"; true or false is wanted'],
    [true, z.array(z.string()), 'is true; a list is wanted'],
    [['a'], z.string(), 'is a list; text is wanted'],
    [{ a: 'b' }, z.number(), 'is an object; a number is wanted'],
    ['60', whole, 'is "60"; a whole number from 1 to 1000 is wanted'],
    [1.5, whole, 'is 1.5; a whole number from 1 to 1000 is wanted'],
    [0, whole, 'is 0; a whole number from 1 to 1000 is wanted'],
    [1e60, whole, 'is 1e+60; a whole number from 1 to 1000 is wanted'],
    [1e60, z.int(), 'is 1e+60; a whole number up to 9007199254740991 is wanted'],
    ['x', wholeText, 'is "x"; a whole number from 1 to 1000 is wanted'],
    ['', wholeText, 'is ""; a whole number from 1 to 1000 is wanted'],
    ['1.50', wholeText, 'is "1.50"; a whole number from 1 to 1000 is wanted'],
    ['Infinity', wholeText, 'is "Infinity"; a whole number from 1 to 1000 is wanted'],
    ['+1001', wholeText, 'is "+1001"; a whole number from 1 to 1000 is wanted'],
    [-1, z.number().check(z.gte(0)), 'is -1; a number of at least 0 is wanted'],
    [9, z.number().check(z.lte(8)), 'is 9; a number up to 8 is wanted'],
    [9, z.number().check(z.gt(0), z.lte(8)), 'is 9; a number above 0 up to 8 is wanted'],
    [8, z.number().check(z.gte(0), z.lt(8)), 'is 8; a number from 0 below 8 is wanted'],
    [7, z.number().check(z.multipleOf(5)), 'is 7; a multiple of 5 is wanted'],
    ['', text, 'is empty; 1 to 512 characters are wanted'],
    ['🐉'.repeat(513), text, 'has 513 characters; 1 to 512 are wanted'],
    ['a', z.string().check(z.minLength(8)), 'has 1 character; at least 8 are wanted'],
    ['', z.string().check(z.minLength(1)), 'is empty; at least 1 character is wanted'],
    ['ab', z.string().check(z.maxLength(1)), 'has 2 characters; at most 1 is wanted'],
    [[1, 2, 3], z.array(z.number()).check(z.maxLength(2)), 'has 3 entries; at most 2 are wanted'],
    [[], z.array(z.number()).check(z.minLength(1)), 'is empty; at least 1 entry is wanted'],
    ['x', z.enum(['day', 'week']), 'is "x"; one of day, week is wanted'],
    ['x', z.literal('live'), 'is "x"; live is wanted'],
    [8, z.literal([1, 3]), 'is 8; one of 1, 3 is wanted'],
    ['x', z.url(), 'is "x"; a URL is wanted'],
    ['x', z.string().check(z.regex(/^\d$/)), 'is "x"; text that matches /^\\d$/ is wanted'],
    [
      true,
      z.union([whole, z.string(), z.literal('x')]),
      'is true; a whole number from 1 to 1000 or text or x is wanted',
    ],
    [5, z.string({ error: wants('a character name') }), 'is 5; a character name is wanted'],
    [5, z.number().check(z.refine(() => false)), 'is not right'],
    [5, z.number().check(z.refine(() => false, 'is no such thing')), 'is no such thing'],
  ])('%j', ([given, schema, message]) => {
    expect(told(schema, given)).toEqual([message])
  })

  it('for each entry of a list by its place, and for each field that is not known', () => {
    const schema = z.object({ list: z.array(z.strictObject({ name: z.string() })) })
    const result = check(schema, { list: [{ name: 'a' }, { name: 1, colour: 'red', size: 2 }] })
    expect(result).toEqual({
      success: false,
      faults: [
        { path: 'list.1.name', message: 'is 1; text is wanted' },
        { path: 'list.1.colour', message: 'is not known here' },
        { path: 'list.1.size', message: 'is not known here' },
      ],
    })
  })

  it('for a kind of object that there is not', () => {
    const schema = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('slow') }),
      z.object({ kind: z.literal('answer') }),
    ])
    const faults = [{ path: 'kind', message: 'is no kind there is; one of slow, answer is wanted' }]
    expect(check(schema, { kind: 'x' })).toEqual({ success: false, faults })
  })

  it('and is short, whatever was given', () => {
    const long = 'x'.repeat(10_000)
    expect(told(z.boolean(), long)).toEqual([`is "${'x'.repeat(40)}…"; true or false is wanted`])
    const unknown = check(z.strictObject({}), { [long]: 1 })
    expect(unknown).toMatchObject({ faults: [{ path: `${'x'.repeat(100)}…` }] })
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const message of [...told(z.enum(['a']), value), ...told(wholeText, value), ...told(text, value)]) {
          expect(message.length).toBeLessThan(350)
        }
      }),
    )
  })
})

describe('a secret', () => {
  const schemas = [z.string(), whole, wholeText, z.url(), z.enum(['a']), z.string().check(z.regex(/^a$/)), text]

  it.each([
    'password',
    'currentPassword',
    'newPassword',
    'ADMIN_PASSWORD',
    'refreshToken',
    'clientSecret',
    'apiKey',
    'webhookUrl',
  ])('in %s is never told', (field) => {
    const values = [...['hunter2', `hunter2${'x'.repeat(600)}`], ...[42_424_242.5, ['hunter2'], { a: 'hunter2' }]]
    for (const schema of [...schemas, z.string({ error: wants('a name') })]) {
      for (const value of values) expect(told(schema, value, field).join()).not.toMatch(/hunter2|42424242/)
    }
    const within = check(z.object({ [field]: z.array(z.boolean()) }), { [field]: ['hunter2'] })
    expect(within).toMatchObject({ faults: [{ path: `${field}.0`, message: 'is text; true or false is wanted' }] })
  })

  it('sent as the whole is not told either, nor one in an address', () => {
    expect(check(z.object({}), 'hunter2')).toMatchObject({ faults: [{ message: 'is text; an object is wanted' }] })
    expect(told(z.url({ protocol: /^https$/ }), 'ftp://me:hunter2@host')).toEqual([
      'is "ftp://…@host"; a URL is wanted',
    ])
  })

  it('that is stored is not told by an error about what is stored', () => {
    const error = z.safeParse(z.object({ anything: z.number() }), { anything: 'hunter2' }).error
    expect(error?.issues).toMatchObject([{ message: 'is text; a number is wanted' }])
  })

  it('is not what a setting is only named after', () => {
    expect(told(whole, 0, 'refreshTokenDays')).toEqual(['is 0; a whole number from 1 to 1000 is wanted'])
  })
})
