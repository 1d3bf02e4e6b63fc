import type { Action } from '../../shared/audit/actions.ts'
import { addEntry } from '../../shared/audit/entries.ts'
import { operatorName } from '../../shared/auth/username.ts'
import type { Table } from '../../shared/dynamodb.ts'

/** Writes into the audit what a command has done. Where that fails the command has not: it says so on standard error. */
export const note = async (auth: Table, action: Action, subject: string): Promise<void> => {
  try {
    await addEntry(auth, { at: Date.now(), who: operatorName, action, subject })
  } catch {
    console.error(`What follows is done, but could not be written into the audit: ${action} ${subject}`)
  }
}
