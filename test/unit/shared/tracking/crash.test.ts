import { beforeAll, describe, expect, it } from 'vitest'
import { log } from '../../../../shared/log.ts'
import type { Death } from '../../../bench/instance.ts'
import { lifeOperations } from './life-operations.ts'
import { moveOperations } from './move-operations.ts'
import { type Operation, operations } from './operations.ts'
import { hour, minute, Town } from './town.ts'

// Set here as well because the fault points are found out before the first test.
log.setLogLevel('SILENT')
beforeAll(() => log.setLogLevel('SILENT'))

interface FaultPoint {
  place: number
  command: string
  death: Death
}

const prepared = async ({ prepare }: Operation): Promise<Town> => {
  const town = new Town()
  await prepare?.(town)
  return town
}

/** Every write of an operation, found by doing it once: the process may die before it, after it, or amid a write of many. */
const faultPointsOf = async (operation: Operation): Promise<FaultPoint[]> => {
  const town = await prepared(operation)
  const instance = town.instance()
  await town.during(operation.run(town, instance))
  return instance.writes.flatMap((command, place) => {
    const deaths: Death[] = command === 'BatchWriteCommand' ? ['before', 'amid', 'after'] : ['before', 'after']
    return deaths.map((death) => ({ place, command, death }))
  })
}

for (const [name, operation] of Object.entries({ ...operations, ...lifeOperations, ...moveOperations })) {
  const points = await faultPointsOf(operation)

  describe(name, () => {
    it('writes something', () => {
      expect(points.length).toBeGreaterThan(0)
    })

    it.each(points)(
      'is made good when the process dies $death its write $place ($command)',
      async ({ place, death }) => {
        const town = await prepared(operation)
        const since = town.now
        const instance = town.instance()
        instance.doom(place, death)
        const ending = await town.during(instance.run(async () => void (await operation.run(town, instance))))
        expect(ending).toBe('crashed')
        town.work()
        await town.pass(hour + 15 * minute)
        await town.expectRight(since)
        await operation.settled?.(town)
      },
    )
  })
}
