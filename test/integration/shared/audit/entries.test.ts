import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addEntry, auditPage, auditPages } from '../../../../shared/audit/entries.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'

const dayMs = 86_400_000
const now = Date.parse('2026-08-20T18:30:00.000Z')

let db: TestDynamoDB
beforeAll(async () => {
  db = await startDynamoDB()
})
afterAll(() => db.close())

const add = (at: number, subject: string) => addEntry(db.auth, { at, who: 'alice', action: 'player.add', subject })

const page = (count: number, after?: string, at = now) => auditPage(db.auth, { count, after }, at)

describe('the audit', () => {
  beforeEach(async () => {
    await db.close()
    db = await startDynamoDB()
  })

  it('is empty at first', async () => {
    expect(await page(10)).toEqual({ entries: [], next: undefined })
  })

  it('is read newest first, in pages that go on where the last one ended', async () => {
    for (const minute of [3, 1, 5, 2, 4]) await add(now - minute * 60_000, `player ${minute}`)
    const found: string[] = []
    let after: string | undefined
    const lengths: number[] = []
    do {
      const { entries, next } = await page(2, after)
      if (next !== undefined) expect(next).toMatch(auditPages.key)
      lengths.push(entries.length)
      found.push(...entries.map(({ subject }) => subject))
      after = next
    } while (after !== undefined)
    expect(found).toEqual(['player 1', 'player 2', 'player 3', 'player 4', 'player 5'])
    expect(lengths).toEqual([2, 2, 1])
    expect((await page(5)).next).toBeUndefined()
  })

  it('keeps what was done at the same moment apart', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => add(now, `player ${index}`)))
    const { entries } = await page(100)
    expect(new Set(entries.map(({ subject }) => subject)).size).toBe(20)
    expect(entries[0]).toMatchObject({ at: now, who: 'alice', action: 'player.add' })
  })

  it('forgets what is two years old, though DynamoDB still keeps it, also for an old cursor', async () => {
    await add(now - 730 * dayMs, 'old')
    await add(now - 729 * dayMs, 'young')
    await add(now, 'new')
    const { entries, next } = await page(2)
    expect(entries.map(({ subject }) => subject)).toEqual(['new', 'young'])
    expect(next).toBeUndefined()
    const first = await page(1)
    expect(await page(1, first.next, now + 730 * dayMs)).toEqual({ entries: [], next: undefined })
  })
})
