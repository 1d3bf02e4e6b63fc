import { GetQueueAttributesCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Queue } from '../../shared/pace/message.ts'
import type { Random } from './random.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface Message {
  body: string
  received: number
  visibleAt: number
  /** How many runs of functions that send to their own queue led to it, one after another. */
  lineage: number
}

interface Rules {
  visibilityMs: number
  /** A message that was received so often goes to the dead letters instead. */
  maxReceives: number
}

const pollMs = 20_000

// Lambda's recursive loop detection: a function that is run by what its own runs have sent, so often in a row, is stopped.
const longestLineage = 16

/**
 * A queue as SQS keeps it, in virtual time: in no strict order, with a message coming back that was not deleted while it was
 * invisible, and one in a thousand delivered twice for no reason.
 */
export class VirtualQueue {
  readonly deadLetters: Message[] = []
  /** Messages that were not delivered because functions have sent to their own queue too often in a row. */
  readonly looped: Message[] = []
  readonly #messages = new Set<Message>()
  readonly #time: VirtualTime
  readonly #random: Random
  readonly #rules: Rules
  #arrived: (() => void)[] = []

  constructor(time: VirtualTime, random: Random, rules: Rules) {
    this.#time = time
    this.#random = random
    this.#rules = rules
  }

  /** Carries out a command of the SQS client; `lineage` is that of the messages which it sends. */
  execute(command: unknown, lineage = 0): object {
    if (command instanceof SendMessageBatchCommand) {
      const entries = command.input.Entries ?? []
      if (entries.length > 10) throw new Error('more than 10 messages at once')
      for (const { MessageBody = '', DelaySeconds = 0 } of entries) {
        this.#send(MessageBody, DelaySeconds * 1000, lineage)
      }
      return { Successful: entries.map(({ Id }) => ({ Id })) }
    }
    if (command instanceof GetQueueAttributesCommand) {
      return { Attributes: this.#counts() }
    }
    throw new Error(`the queue does not know ${(command as object).constructor.name}`)
  }

  /** Waits for messages and takes up to `count` of them, which are invisible to others for some time then. */
  async receive(count: number): Promise<Message[]> {
    for (;;) {
      const batch: Message[] = []
      const visible = this.#visible()
      while (batch.length < count && visible.length > 0) {
        const [message] = visible.splice(this.#random.between(0, Math.min(4, visible.length - 1)), 1) as [Message]
        if (this.#take(message)) batch.push(message)
      }
      if (batch.length > 0) return batch
      await this.#wait()
    }
  }

  delete(messages: readonly Message[]): void {
    for (const message of messages) {
      this.#messages.delete(message)
      if (this.#random.oneIn(1_000)) this.#send(message.body, 1_000, message.lineage)
    }
  }

  #visible(): Message[] {
    return [...this.#messages].filter(({ visibleAt }) => visibleAt <= this.#time.now())
  }

  #counts() {
    const hidden = [...this.#messages].filter(({ visibleAt }) => visibleAt > this.#time.now())
    const inHand = hidden.filter(({ received }) => received > 0)
    return {
      ApproximateNumberOfMessages: String(this.#visible().length),
      ApproximateNumberOfMessagesDelayed: String(hidden.length - inHand.length),
      ApproximateNumberOfMessagesNotVisible: String(inHand.length),
    }
  }

  #send(body: string, delayMs: number, lineage: number): void {
    this.#messages.add({ body, received: 0, visibleAt: this.#time.now() + delayMs, lineage })
    for (const wake of this.#arrived.splice(0)) wake()
  }

  #take(message: Message): boolean {
    if (message.lineage > longestLineage) {
      this.#messages.delete(message)
      this.looped.push(message)
      return false
    }
    if (message.received >= this.#rules.maxReceives) {
      this.#messages.delete(message)
      this.deadLetters.push(message)
      return false
    }
    message.received += 1
    message.visibleAt = this.#time.now() + this.#rules.visibilityMs
    return true
  }

  /** Until a message arrives or becomes visible, or for the length of a long poll. */
  #wait(): Promise<void> {
    const moments = [...this.#messages].map(({ visibleAt }) => visibleAt)
    const next = Math.min(this.#time.now() + pollMs, ...moments)
    return Promise.race([this.#time.sleepUntil(next), new Promise<void>((resolve) => this.#arrived.push(resolve))])
  }
}

/** A queue as the code under test takes it, whose client is somebody's connection. */
export const queueOf = (send: (command: unknown) => Promise<object>): Queue => ({
  client: { send } as unknown as SQSClient,
  url: 'queue',
})
