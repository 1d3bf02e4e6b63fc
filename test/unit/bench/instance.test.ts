import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { expect, it } from 'vitest'
import { startInstance } from '../../bench/instance.ts'
import { MemoryTable } from '../../bench/memory-table.ts'
import { VirtualQueue } from '../../bench/queue.ts'
import { seeded } from '../../bench/random.ts'
import { virtualTime } from '../../bench/virtual-time.ts'

it('ends every run of a process that dies, also of two that it does at a time', async () => {
  const time = virtualTime(0)
  const random = seeded(1)
  const queue = new VirtualQueue(time, random, { visibilityMs: 360_000, maxReceives: 5 })
  const hiscores = { fetch: async () => ({ outcome: 'not_found' as const }) }
  const instance = startInstance({ time, random, table: new MemoryTable(), queue, hiscores })
  const write = async (): Promise<void> => {
    const Item = { PK: 'PLAYER#zezima', SK: 'PLAYER' }
    for (let times = 0; times < 3; times++) {
      await instance.tracker.client.send(new PutCommand({ TableName: 'tracker', Item }))
    }
  }
  instance.doom(2, 'before')
  const endings: string[] = []
  for (let runs = 0; runs < 2; runs++) void instance.run(write).then((ending) => endings.push(ending))
  await time.runUntil(1_000)
  expect(endings).toEqual(['crashed', 'crashed'])
})
