import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'
import { testFetching } from '../../../fetching.ts'

/**
 * A tracker's table for a file of tests, and for each of them hiscores that know nobody and a clock of its own. It starts a month
 * later each time: the pace is shared by all tests, and so is what went wrong in one of them.
 */
export class World {
  /** Of the test, from 1, for names that keep the tests apart. */
  number = 0
  #db!: TestDynamoDB
  #world!: ReturnType<typeof testFetching>

  constructor() {
    beforeAll(async () => {
      this.#db = await startDynamoDB()
    })
    beforeEach(() => {
      this.#world = testFetching(this.tracker)
      this.clock.advance(this.number * 30 * 86_400_000)
      this.number += 1
    })
    afterAll(() => this.#db.close())
  }

  get tracker(): Table {
    return this.#db.tracker
  }

  get fetching() {
    return this.#world.fetching
  }

  get hiscores() {
    return this.#world.hiscores
  }

  get clock() {
    return this.#world.clock
  }
}
