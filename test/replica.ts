import { BatchGetCommand, type BatchGetCommandInput, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Table } from '../shared/dynamodb.ts'
import { MemoryTable, tableOf } from './bench/memory-table.ts'

const isConsistent = (command: unknown): boolean => {
  if (command instanceof GetCommand) return command.input.ConsistentRead === true
  // An index is never read consistently, and is as new as the rest here.
  if (command instanceof QueryCommand)
    return command.input.ConsistentRead === true || command.input.IndexName !== undefined
  if (!(command instanceof BatchGetCommand)) return true
  const requests = Object.values((command.input as BatchGetCommandInput).RequestItems ?? {})
  return requests.every(({ ConsistentRead }) => ConsistentRead === true)
}

/** A replica of a table that is as the table was when it last caught up. */
export class Replica {
  readonly #memory: MemoryTable
  #copy = new MemoryTable()

  constructor(memory: MemoryTable) {
    this.#memory = memory
  }

  catchUp(): void {
    this.#copy = new MemoryTable()
    for (const Item of this.#memory.partitions().flatMap((PK) => this.#memory.items(PK))) {
      this.#copy.execute(new PutCommand({ TableName: 'tracker', Item }))
    }
  }

  /** The table, of which whatever is not read consistently comes from here. */
  table(): Table {
    const send = async (command: unknown): Promise<object> =>
      (isConsistent(command) ? this.#memory : this.#copy).execute(command as never)
    return { ...tableOf(this.#memory), client: { send } as unknown as Table['client'] }
  }
}
