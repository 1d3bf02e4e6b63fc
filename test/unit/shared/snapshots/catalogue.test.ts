import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { slugOf } from '../../../../shared/hiscores/metrics.ts'
import { finalName, renamed, withAlias } from '../../../../shared/snapshots/aliases.ts'
import {
  catalogueOf,
  emptyCatalogue,
  ensureLayout,
  readCatalogue,
  withLayout,
} from '../../../../shared/snapshots/catalogue.ts'
import type { Layout } from '../../../../shared/snapshots/layout.ts'
import { MemoryTable, tableOf } from '../../../bench/memory-table.ts'

const layout = (hash: string, ...activities: string[]): Layout => ({ hash, skills: ['Overall'], activities })
const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 10 })

describe('the catalogue', () => {
  it('has every name once, and those of the newest layout in its order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.nat(5)), { minLength: 1, maxLength: 6 }), (layouts) => {
        const dated = layouts.map(([all, at], index) => ({ ...layout(String(index), ...all), at }))
        const { activities, newest, gone } = dated.reduce(withLayout, emptyCatalogue)
        expect(activities.toSorted()).toEqual([...new Set(layouts.flatMap(([all]) => all))].toSorted())
        const last = dated.findLast(({ at }) => at === Math.max(...dated.map((each) => each.at)))!
        expect(newest).toEqual({ hash: last.hash, at: last.at })
        expect(activities.filter((name) => last.activities.includes(name))).toEqual(last.activities)
        expect(gone.toSorted()).toEqual(activities.filter((name) => !last.activities.includes(name)).toSorted())
      }),
    )
  })

  it('leaves a row that is gone behind its old neighbour', () => {
    const [old, now] = [layout('1', 'A', 'B', 'C'), layout('2', 'New', 'A', 'C')]
    const { activities } = withLayout(withLayout(emptyCatalogue, { ...old, at: 1 }), { ...now, at: 2 })
    expect(activities).toEqual(['New', 'A', 'B', 'C'])
  })

  it('is right whoever stores layouts at the same time, and after a crash before the layout itself', async () => {
    const memory = new MemoryTable()
    const tables = Array.from({ length: 4 }, () => tableOf(memory))
    const failing: Table = {
      name: 'tracker',
      client: {
        send: async (command: { input: { Item?: { PK?: string } } }) => {
          if (command.input.Item?.PK === 'LAYOUT') throw new Error('crash')
          return memory.execute(command)
        },
      } as never,
    }
    await expect(ensureLayout(failing, layout('0', 'Z'), 1)).rejects.toThrow('crash')
    await Promise.all(tables.map((table, index) => ensureLayout(table, layout(`${index + 1}`, `B${index}`), 2)))
    await ensureLayout(tables[0]!, layout('0', 'Z'), 1)
    const { activities } = (await readCatalogue(tables[0]!))!
    expect(activities.toSorted()).toEqual(['B0', 'B1', 'B2', 'B3', 'Z'])
  })

  it('is made from the layouts where there is none', async () => {
    const memory = new MemoryTable()
    await ensureLayout(tableOf(memory), layout('1', 'A', 'B'), 1)
    await ensureLayout(tableOf(memory), layout('2', 'A', 'C', 'B'), 2)
    const expected = await readCatalogue(tableOf(memory))
    const bare = new MemoryTable()
    for (const item of memory.items('LAYOUT')) {
      const table = tableOf(bare)
      const { SK, skills, activities, at } = item as unknown as Layout & { SK: string; at: number }
      await table.client.send(
        new (await import('@aws-sdk/lib-dynamodb')).PutCommand({
          TableName: 'tracker',
          Item: { PK: 'LAYOUT', SK, skills, activities, at },
        }),
      )
    }
    expect(await catalogueOf(tableOf(bare))).toEqual({ ...expected, version: 0 })
  })
})

describe('former names', () => {
  const aliases = fc
    .array(fc.tuple(fc.constantFrom(...'abcdef'), fc.constantFrom(...'abcdef')), { maxLength: 10 })
    .map((pairs) =>
      pairs
        .filter(([old, metric]) => old !== metric)
        .reduce((all: { old: string; metric: string; since: number }[], [old, metric]) => {
          return withAlias(all, { old, metric, since: 0 })
        }, []),
    )

  it('never lead in a circle, whatever is said of them, and the last word counts', () => {
    fc.assert(
      fc.property(aliases, (all) => {
        for (const { old } of all) expect(all.some((alias) => alias.old === finalName(all, old))).toBe(false)
        expect(new Set(all.map(({ old }) => old)).size).toBe(all.length)
      }),
    )
  })

  it('are read as the new ones in layouts without those, which keep as many different names as they have', () => {
    const some = fc.uniqueArray(fc.constantFrom(...'abcdef'))
    fc.assert(
      fc.property(aliases, some, (all, rows) => {
        const read = renamed(layout('1', ...rows), all, () => undefined)
        expect(read.hash).toBe('1')
        expect(new Set(read.activities.map(slugOf)).size).toBe(rows.length)
        read.activities.forEach((name, index) => {
          if (name !== rows[index]) expect(rows).not.toContain(name)
          const next = all.find(({ old }) => old === rows[index])?.metric
          if (next === undefined || rows.includes(next)) expect(name).toBe(rows[index])
        })
      }),
    )
  })
})
