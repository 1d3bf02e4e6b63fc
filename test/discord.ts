import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/*
 * Stands in for the receivers of webhooks: for Discord, whose documented limits it enforces, and for others, which take
 * anything. https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 */

interface Embed {
  title?: string
  description?: string
  url?: string
  timestamp?: string
  color?: number
  fields?: { name: string; value: string }[]
  footer?: { text: string }
  author?: { name: string }
}

const limits = { title: 256, description: 4_096 }

const textOf = ({ title = '', description = '', fields = [], footer, author }: Embed): string =>
  [title, description, ...fields.flatMap(({ name, value }) => [name, value]), footer?.text, author?.name].join('')

/** What Discord finds wrong with a message; undefined where it takes it. */
export const discordFault = (body: string): string | undefined => {
  const {
    content = '',
    embeds = [],
    allowed_mentions,
  } = JSON.parse(body) as {
    content?: string
    embeds?: Embed[]
    allowed_mentions?: { parse?: string[] }
  }
  if (content.length > 2_000) return 'content is too long'
  if (content === '' && embeds.length === 0) return 'the message is empty'
  if (embeds.length > 10) return 'there are too many embeds'
  for (const embed of embeds) {
    for (const [name, most] of Object.entries(limits)) {
      const text = embed[name as keyof typeof limits]
      if (text !== undefined && (text === '' || text.length > most)) return `${name} has ${text.length} characters`
    }
    if ((embed.fields ?? []).length > 25) return 'there are too many fields'
    if (embed.url !== undefined && !URL.canParse(embed.url)) return 'url is none'
    if (embed.timestamp !== undefined && Number.isNaN(Date.parse(embed.timestamp))) return 'timestamp is none'
    if (embed.color !== undefined && !(embed.color >= 0 && embed.color <= 0xff_ff_ff)) return 'color is none'
  }
  if (embeds.map(textOf).join('').length > 6_000) return 'the embeds are too long together'
  // Not a limit of Discord, but what keeps everybody's telephone quiet.
  return allowed_mentions?.parse?.length === 0 ? undefined : 'mentions are not switched off'
}

/** What has come, and when. */
export interface Received {
  at: number
  path: string
  host: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

/** What a receiver answers in place of its own answer. */
export type Answering = (request: Received, response: ServerResponse) => boolean

/** A server that stands in for all receivers of webhooks. */
export interface Receivers {
  url: string
  received: Received[]
  /** Those that were taken, and not refused. */
  taken: Received[]
  /** Resolves with what was taken once it is as much as this. */
  has: (count: number) => Promise<Received[]>
  /** Answers otherwise from now on; as usual without. */
  answer: (answering?: Answering) => void
  stop: () => Promise<void>
}

// Folklore, for nothing is documented: five in two seconds.
const window = { requests: 5, ms: 2_000 }

/** Starts receivers on 127.0.0.1 and a free port. Discord's hosts are limited as Discord limits them. */
export const startReceivers = async (): Promise<Receivers> => {
  const received: Received[] = []
  const taken: Received[] = []
  const starts = new Map<string, number[]>()
  let answering: Answering | undefined
  let waiting: { count: number; resolve: (all: Received[]) => void }[] = []

  const asDiscord = (request: Received, response: ServerResponse): boolean => {
    const recent = (starts.get(request.path) ?? []).filter((at) => request.at - at < window.ms)
    const left = window.requests - recent.length - 1
    const resetAfter = ((recent[0] ?? request.at) + window.ms - request.at) / 1_000
    if (left < 0) {
      const body = JSON.stringify({ message: 'You are being rate limited.', retry_after: resetAfter, global: false })
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': String(resetAfter) }).end(body)
      return false
    }
    starts.set(request.path, [...recent, request.at])
    const headers = { 'x-ratelimit-remaining': String(left), 'x-ratelimit-reset-after': String(resetAfter) }
    const fault = discordFault(request.body)
    if (fault !== undefined) {
      response.writeHead(400, headers).end(JSON.stringify({ code: 50_035, message: fault }))
      return false
    }
    response.writeHead(200, headers).end('{}')
    return true
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request: Received = {
      at: Date.now(),
      path: incoming.url ?? '',
      host: String(incoming.headers['x-webhook-host'] ?? incoming.headers.host),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    }
    received.push(request)
    const usual = (): boolean => {
      if (request.host?.startsWith('discord')) return asDiscord(request, response)
      response.writeHead(204).end()
      return true
    }
    if (answering ? answering(request, response) : usual()) taken.push(request)
    for (const each of waiting) if (taken.length >= each.count) each.resolve(taken)
    waiting = waiting.filter(({ count }) => taken.length < count)
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    taken,
    has: (count) => {
      if (taken.length >= count) return Promise.resolve(taken)
      const { promise, resolve } = Promise.withResolvers<Received[]>()
      waiting.push({ count, resolve })
      return promise
    },
    answer: (given) => {
      answering = given
    },
    stop: async () => {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}
