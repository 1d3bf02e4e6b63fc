import type { DatabaseSync } from 'node:sqlite'
import { type BuildAppOptions, buildApp } from 'fauxqs'
import { type Doorkeeper, guard } from '../access/door.ts'
import { queueArn, queueUrl } from '../references.ts'

type Stores = NonNullable<BuildAppOptions['stores']>
type SqsStore = Stores['sqsStore']

/** What fauxqs keeps a store's state in; not exported by it. */
interface Persistence {
  db: DatabaseSync
  loadSqsAndSns: (sqs: SqsStore, sns: Stores['snsStore']) => void
  updateMessageReady: (messageId: string) => void
  close: () => void
}

export interface LocalSqs {
  url: string
  /** Makes a queue, or gives a stored one its attributes anew. */
  putQueue: (name: string, attributes: Record<string, string>) => void
  /** Calls an action of the SQS API as a client would, without a connection. */
  call: <R>(action: string, input: object) => Promise<R>
  /** Settles when a queue has messages to give, after `seconds` at the latest, or at `wakeAll`. */
  messagesWithin: (name: string, seconds: number) => Promise<void>
  wakeAll: () => void
  close: () => Promise<void>
}

// The package exports no way to a store on disk but `startFauxqs`, which listens on every interface of the machine. The
// two classes that it makes one from are reached by their files instead; the exact version is pinned.
const internal = async <T>(file: string): Promise<T> => import(new URL(file, import.meta.resolve('fauxqs')).href)

const openPersistence = async (folder: string): Promise<Persistence> => {
  const { PersistenceManager } = await internal<{ PersistenceManager: new (folder: string) => unknown }>(
    './persistence.js',
  )
  const persistence = new PersistenceManager(folder) as Persistence
  // Each write is in the file when the call is answered, which outlives this process. That it outlives the machine
  // would cost a flush of the disk per message.
  persistence.db.exec('PRAGMA synchronous = NORMAL')
  // Whoever had a message in hand ended with the last run, so nobody need wait until it is given up.
  persistence.db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL')
  // Its own version of this writes NULL into a column that forbids it: a message that is made visible at once would be
  // gone until the next start.
  const ready = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  )
  persistence.updateMessageReady = (messageId) => {
    ready.run(messageId)
  }
  return persistence
}

/**
 * Starts fauxqs on 127.0.0.1 and a free port; with a `folder` it keeps its queues and messages there. Without a doorkeeper
 * it lets in whoever comes, which is for tests.
 */
export const startSqs = async (folder: string | undefined, keeper?: Doorkeeper): Promise<LocalSqs> => {
  const { SqsStore: Store } = await internal<{ SqsStore: new () => SqsStore }>('./sqs/sqsStore.js')
  const store = new Store()
  const persistence = folder === undefined ? undefined : await openPersistence(folder)
  if (persistence) {
    // In this order, as fauxqs does it: what is loaded must not be written back.
    persistence.loadSqsAndSns(store, { topics: new Map(), subscriptions: new Map() } as Stores['snsStore'])
    Object.assign(store, { persistence })
    for (const queue of store.allQueues()) Object.assign(queue, { persistence })
  }
  const app = buildApp({ logger: false, stores: { sqsStore: store } as Stores })
  if (keeper) guard(app.server, keeper)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })

  const call = async <R>(action: string, input: object): Promise<R> => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` }
    const response = await app.inject({ method: 'POST', url: '/', headers, payload: JSON.stringify(input) })
    if (response.statusCode !== 200) throw new Error(`SQS ${action}: ${response.body}`)
    return response.json() as R
  }
  return {
    url,
    putQueue: (name, attributes) => {
      const stored = store.getQueueByName(name)
      const queue = stored ?? store.createQueue(name, queueUrl(url, name), queueArn(name))
      queue.setAttributes(attributes)
      // A stored queue remembers the port of its first run.
      Object.assign(queue, { url: queueUrl(url, name) })
    },
    call,
    messagesWithin: async (name, seconds) => store.getQueueByName(name)?.waitForMessages(seconds),
    wakeAll: () => store.shutdown(),
    close: async () => {
      await app.close()
      persistence?.close()
    },
  }
}
