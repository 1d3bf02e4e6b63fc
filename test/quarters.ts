import { expect } from 'vitest'
import type { Table } from '../shared/dynamodb.ts'
import { alive, type Item, type State } from '../shared/snapshots/items.ts'
import { quarterSK, quartersOf } from '../shared/snapshots/quarters.ts'
import { pages } from '../shared/snapshots/query.ts'
import { quarterStates, states } from '../shared/snapshots/scan.ts'
import { dayMs } from './reference.ts'

interface Span {
  start: number
  end: number
}

const quarterMs = dayMs / 4

const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = []
  for await (const each of source) found.push(each)
  return found
}

const numbersOf = ({ at, layout, numbers }: State) => ({ at, layout: layout.hash, numbers })

/** Of all states between two moments the last in each quarter of a day, but for the quarter that goes on behind the end. */
const lastInQuarters = async (table: Table, player: string, span: Span, now: number): Promise<State[]> => {
  const quarters = Map.groupBy(await all(states(table, player, span, now)), ({ at }) => Math.floor(at / quarterMs))
  quarters.delete(Math.floor((span.end + 1) / quarterMs))
  return [...quarters.values()].map((each) => each.at(-1)!)
}

/** Fails when the quarters of a player between two moments tell otherwise than all its states do. */
export const expectSame = async (table: Table, player: string, now: number, span: Span): Promise<void> => {
  const found = await quarterStates(table, player, span, now)
  const expected = await lastInQuarters(table, player, span, now)
  expect(found.map(numbersOf)).toEqual(expected.map(numbersOf))
}

/**
 * Fails when the quarters of a player tell otherwise than all its states do, or when a day tells of one that has no item though its
 * snapshots have not expired.
 */
export const expectQuarters = async (table: Table, player: string, now: number): Promise<void> => {
  await expectSame(table, player, now, { start: 0, end: now })
  const living = async (kind: string): Promise<Item[]> =>
    (await all(pages(table, player, { from: `${kind}#`, to: `${kind}#~` }))).flat().filter((item) => alive(item, now))
  const there = new Set((await living('QUARTER')).map(({ at }) => quarterSK(at)))
  const snapshots = (await living('SNAP')).filter(({ expiresAt }) => expiresAt !== undefined)
  const told = new Set((await living('DAY')).flatMap((day) => quartersOf(day) ?? []))
  const missing = snapshots.map(({ at }) => quarterSK(at)).filter((SK) => told.has(SK) && !there.has(SK))
  expect(missing).toEqual([])
}

/** How many items a chart of quarters would read of a player but those of quarters and days: what days do not tell of. */
export const singlesRead = async (table: Table, player: string, span: Span, now: number): Promise<number> => {
  let singles = 0
  const send = async (command: { input?: { ExpressionAttributeValues?: Record<string, unknown> } }) => {
    const output = (await table.client.send(command as never)) as { Items?: unknown[] }
    const from = command.input?.ExpressionAttributeValues?.[':from']
    if (String(from).startsWith('SNAP#')) singles += output.Items?.length ?? 0
    return output
  }
  await quarterStates({ name: table.name, client: { send } as never }, player, span, now)
  return singles
}

/** Whether an item is no quarter: those that no day tells of may be left anywhere. */
export const isNoQuarter = ({ SK }: Record<string, unknown>): boolean => !String(SK).startsWith('QUARTER#')
