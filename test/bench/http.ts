/*
 * The same questions over HTTP to the local stack of this version and to that of an older commit, beside each other on the same
 * data: 10,000 hourly states of one player, and fifty of each of 200. Medians of interleaved pairs, and what of it is the store's time.
 * It takes three minutes at most: on a machine that is busy there are fewer rounds.
 *
 *   npm run bench:http [-- ROUNDS]
 */

import { changePlayer, findPlayer } from '../../shared/players/players.ts'
import { foldDue } from '../../shared/records/fold.ts'
import { dayMs } from '../../shared/snapshots/items.ts'
import { adminPassword } from '../e2e/client.ts'
import type { Counted } from './http/count-store.ts'
import { fetched, type Question, questions, type Send } from './http/questions.ts'
import {
  leaveHistories,
  longKey,
  olderCommit,
  olderVersion,
  type Stack,
  startStack,
  thisVersion,
} from './http/versions.ts'
import { median } from './median.ts'
import { markdownTable } from './table.ts'

const rounds = Number(process.argv[2] ?? 41)
const endsAt = Date.now() + 165_000

/** How long one answer took, all in all and in the store, in milliseconds. */
interface Taken extends Omit<Counted, 'ms'> {
  ms: number
  storeMs: number
}

/** A version that can be asked. */
interface Asked {
  send: Send
  counted: () => Promise<Counted>
}

const askedOf = async ({ url }: Stack): Promise<Asked> => {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  // Not the tests' client: the older version has another contract.
  const send: Send = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return JSON.parse(text)
  }
  const { accessToken } = await send('POST', '/auth/login', { username: 'admin', password: adminPassword })
  headers.authorization = `Bearer ${accessToken}`
  return {
    send,
    counted: async () => (await fetch(`${url}/counted`)).json() as Promise<Counted>,
  }
}

const take = async ({ send, counted }: Asked, { ask }: Question, round: number): Promise<Taken> => {
  await counted()
  const startedAt = performance.now()
  await ask(send, round)
  const ms = performance.now() - startedAt
  const { requests, bytes, ms: storeMs } = await counted()
  return { ms, storeMs, requests, bytes }
}

/** Has records folded half a week ago, as they are on average. */
const foldRecords = async ({ tracker }: Stack, now: number): Promise<void> => {
  const then = now - 3.5 * dayMs
  const player = (await findPlayer(tracker, longKey))!
  const latest = { ...player.latest!, at: then }
  const folded = await foldDue({ tracker, retentionDays: 90 }, { ...player, latest }, then)
  await changePlayer(tracker, player, folded)
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

interface Pairs {
  question: Question
  older: Taken[]
  newer: Taken[]
}

/** Asks everything in turn, now the one version first and now the other, so that what else the machine does meets all alike. */
const askAll = async (older: Asked, newer: Asked): Promise<Pairs[]> => {
  const all = questions.map((question): Pairs => ({ question, older: [], newer: [] }))
  // The first two rounds warm up.
  for (let round = -2; round < rounds && (round < 3 || Date.now() < endsAt); round++) {
    for (const { question, ...taken } of all) {
      if (round >= (question.rounds ?? rounds)) continue
      const turns = [
        { asked: older, into: taken.older },
        { asked: newer, into: taken.newer },
      ]
      for (const { asked, into } of round % 2 === 0 ? turns : turns.toReversed()) {
        const each = await take(asked, question, round + 2)
        if (round >= 0) into.push(each)
      }
    }
    if (round % 10 === 0) console.error(`round ${round} of ${rounds}`)
  }
  return all
}

const figures = ({ question, older, newer }: Pairs) => {
  const of = (taken: readonly Taken[], digits: number, pick: (each: Taken) => number) =>
    rounded(median(taken.map(pick)), digits)
  const own = ({ ms, storeMs }: Taken) => ms - storeMs
  const version = (taken: readonly Taken[]) => ({
    ms: of(taken, 1, ({ ms }) => ms),
    ownMs: of(taken, 1, own),
    storeMs: of(taken, 1, ({ storeMs }) => storeMs),
    requests: of(taken, 0, ({ requests }) => requests),
    kilobytes: of(taken, 1, ({ bytes }) => bytes / 1000),
  })
  return {
    question: question.name,
    aim: question.aim,
    rounds: newer.length,
    ratio: rounded(median(newer.map(({ ms }, pair) => ms / older[pair]!.ms)), 2),
    ownRatio: rounded(median(newer.map((each, pair) => own(each) / own(older[pair]!))), 2),
    older: version(older),
    newer: version(newer),
  }
}

const closers: (() => unknown)[] = []
const closeAll = async (): Promise<void> => {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeAll().then(() => process.exit(1)))
}
try {
  const older = olderVersion()
  closers.push(older.remove)
  const stacks: Stack[] = []
  for (const version of [older, thisVersion]) {
    const stack = await startStack(version)
    closers.push(stack.stop)
    stacks.push(stack)
  }
  const [olderStack, newerStack] = stacks as [Stack, Stack]
  const now = Date.now()
  await Promise.all(stacks.map((stack) => leaveHistories(stack, now)))
  await foldRecords(newerStack, now)
  console.error('histories are stored')
  const [olderAsked, newerAsked] = [await askedOf(olderStack), await askedOf(newerStack)]
  for (const { send } of [olderAsked, newerAsked]) {
    for (const username of fetched) await send('POST', '/players', { username })
  }
  const results = (await askAll(olderAsked, newerAsked)).map(figures)
  const heads = ['', 'ms', 'older', 'ratio', 'aim', 'own ms', 'older', 'store ms', 'older', 'requests', 'older']
  const rows = results.map(({ question, aim, ratio, older: before, newer }) =>
    [
      question,
      ...[newer.ms, before.ms, ratio, aim, newer.ownMs, before.ownMs],
      ...[newer.storeMs, before.storeMs, newer.requests, before.requests],
    ].map(String),
  )
  console.log(`\n${markdownTable([heads, ...rows])}\n`)
  console.log(JSON.stringify({ bench: 'http', older: olderCommit, node: process.version, rounds, results }))
} finally {
  await closeAll()
}
