import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Table } from '../../../../shared/dynamodb.ts'
import { log } from '../../../../shared/log.ts'
import { manyStats } from '../../../../shared/progress/many.ts'
import { addPlayer } from '../../../../shared/tracking/add.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'
import { testFetching } from '../../../fetching.ts'
import { rowsOf } from '../../../rows.ts'

let db: TestDynamoDB
const names = Array.from({ length: 50 }, (_, index) => `Player ${index}`)

beforeAll(async () => {
  log.setLogLevel('SILENT')
  db = await startDynamoDB()
  const { fetching, hiscores } = testFetching(db.tracker)
  for (const [index, username] of names.entries()) {
    hiscores.knows(username, rowsOf({ Attack: 1_000 + index }), username)
    await addPlayer(fetching, { username, mode: 'regular' }, Infinity)
  }
})
afterAll(() => db.close())

/** The table through a client that knows no layout yet, and the names of the commands that go through it. */
const counted = (): { table: Table; commands: string[] } => {
  const commands: string[] = []
  const send = (command: object): unknown => {
    commands.push(command.constructor.name)
    return db.tracker.client.send(command as never)
  }
  return { table: { ...db.tracker, client: Object.create(db.tracker.client, { send: { value: send } }) }, commands }
}

it('the statistics of 50 players take one round trip, and one more for the layout that they share beside the catalogue', async () => {
  const { table, commands } = counted()
  const { stats, missing } = await manyStats(table, names)
  expect(stats.map(({ username, skills }) => [username, skills.attack?.experience])).toEqual(
    names.map((username, index) => [username, 1_000 + index]),
  )
  expect(missing).toEqual([])
  expect(commands).toEqual(['BatchGetCommand', 'BatchGetCommand', 'GetCommand'])
  await manyStats(table, names)
  expect(commands).toHaveLength(4)
})

it('names come in the order in which they were asked for, each once in any spelling, and unknown ones are told apart', async () => {
  const { table, commands } = counted()
  const { stats, missing } = await manyStats(table, ['PLAYER-7', 'Nobody', 'player_3', 'Player 7', 'nobody 2'])
  expect(stats.map(({ username }) => username)).toEqual(['Player 7', 'Player 3'])
  expect(missing).toEqual([
    { username: 'Nobody', code: 'player_not_tracked' },
    { username: 'nobody 2', code: 'player_not_tracked' },
  ])
  expect(commands).toHaveLength(3)
})
