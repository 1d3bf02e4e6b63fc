import type { ServerResponse } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { Rule } from './rules.ts'
import type { Moment, Sheet } from './sheet.ts'

/** The rules under which a character is answered for nearly as usual. */
export type Variant = Extract<Rule, { kind: 'slow' | 'echo' | 'stranger' | 'stale' | 'bad_rows' | 'compressed' }>

const kinds: ReadonlySet<string> = new Set(['slow', 'echo', 'stranger', 'stale', 'bad_rows', 'compressed'])

export const isVariant = (rule: Rule | undefined): rule is Variant | undefined =>
  rule === undefined || kinds.has(rule.kind)

/** Whose numbers are given to whoever asks for a name. */
export const characterAskedFor = (name: string, rule: Variant | undefined): string =>
  rule?.kind === 'stranger' ? rule.as : name

/** The moment whose numbers are given at a moment. */
export const momentShown = ({ world, running }: Moment, rule: Variant | undefined): Moment => {
  const ago = rule?.kind === 'stale' ? rule.secondsAgo : 0
  return { world: Math.max(0, world - ago), running }
}

/** A sheet as a rule shows it to whoever asked for a name. */
export const varied = (sheet: Sheet, name: string, rule: Variant | undefined): object => {
  if (rule?.kind === 'echo') return { ...sheet, name }
  if (rule?.kind !== 'bad_rows') return sheet
  const spoilt = (row: Sheet['skills'][number]): object => {
    if (!rule.rows.includes(row.name)) return row
    return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, key === 'name' ? value : null]))
  }
  return { ...sheet, skills: sheet.skills.map(spoilt), activities: sheet.activities.map(spoilt) }
}

const encoders = new Map<string, (body: Buffer) => Buffer>([
  ['gzip', (body) => gzipSync(body)],
  ['x-gzip', (body) => gzipSync(body)],
  ['deflate', (body) => deflateSync(body)],
  ['br', (body) => brotliCompressSync(body)],
])

/** Answers with JSON in the encodings that are named, one after another; those that are not known here change nothing. */
export const sendEncoded = (response: ServerResponse, body: unknown, encoding: string): void => {
  const names = encoding.split(',').map((name) => name.trim().toLowerCase())
  const bytes = names.reduce(
    (sofar, name) => encoders.get(name)?.(sofar) ?? sofar,
    Buffer.from(JSON.stringify(body)) as Buffer,
  )
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(bytes)
}
