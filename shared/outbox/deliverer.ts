import * as z from 'zod/mini'
import { invoke } from './invoke.ts'

/** What the function that delivers is asked to do: to tell what there is to tell, or to send a test to one webhook. */
export const orderSchema = z.object({ test: z.optional(z.string()) })

type Order = z.output<typeof orderSchema>

/** How a test went: whether the message was taken, and why not. */
const testedSchema = z.object({ delivered: z.boolean(), error: z.nullable(z.string()) })

export type Tested = z.output<typeof testedSchema>

/** Has the function that delivers, by its name, tell what there is to tell, without waiting for it. */
export const wakeDeliverer = async (name: string): Promise<void> => {
  await invoke(name, 'Event', {} satisfies Order)
}

/** Has it send a test to a webhook. */
export const sendTest = async (name: string, webhookId: string): Promise<Tested> =>
  testedSchema.parse(JSON.parse(await invoke(name, 'RequestResponse', { test: webhookId } satisfies Order)))
