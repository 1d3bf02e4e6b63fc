import { createHash, createHmac } from 'node:crypto'
import { type IncomingMessage, request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { SignatureV4 } from '@smithy/signature-v4'
import * as z from 'zod/mini'
import { readEnv, text } from '../env.ts'

/*
 * Invoking another function: one request, for which the SDK's client of Lambda would add 90 KB to each cold start. It is signed by
 * what signs the requests of the SDK's other clients.
 */

const environment = () =>
  readEnv({
    AWS_REGION: text,
    AWS_ACCESS_KEY_ID: text,
    AWS_SECRET_ACCESS_KEY: text,
    AWS_SESSION_TOKEN: z.optional(text),
    AWS_ENDPOINT_URL: z.optional(z.url()),
    AWS_ENDPOINT_URL_LAMBDA: z.optional(z.url()),
  })

/** Node's own hash, as the signer wants it. */
class Sha256 {
  readonly #hash

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    // What the signer gives are bytes and text.
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string | Uint8Array)
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): never {
    throw new Error('a hash is made anew')
  }
}

interface Signed {
  endpoint: URL
  path: string
  headers: Record<string, string>
  body: string
}

const signed = async (name: string, type: string, event: unknown): Promise<Signed> => {
  const env = environment()
  const endpoint = new URL(
    env.AWS_ENDPOINT_URL_LAMBDA ?? env.AWS_ENDPOINT_URL ?? `https://lambda.${env.AWS_REGION}.amazonaws.com`,
  )
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`
  const body = JSON.stringify(event)
  const signer = new SignatureV4({
    service: 'lambda',
    region: env.AWS_REGION,
    sha256: Sha256,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
    },
  })
  const { headers } = await signer.sign({
    ...{ method: 'POST', protocol: endpoint.protocol, hostname: endpoint.hostname, path, query: {}, body },
    headers: { host: endpoint.host, 'content-type': 'application/json', 'x-amz-invocation-type': type },
  })
  return { endpoint, path, headers, body }
}

// A test waits for somebody else's answer.
const timeoutMs = 20_000

/**
 * Has another function of this account run on an event: without waiting for it by `Event`. Its result as JSON text, empty where
 * nobody waits; throws when there is none.
 */
export const invoke = async (name: string, type: 'Event' | 'RequestResponse', event: unknown): Promise<string> => {
  const { endpoint, path, headers, body } = await signed(name, type, event)
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = endpoint.protocol === 'https:' ? requestByHttps : requestByHttp
  const options = { method: 'POST', path, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) } as const
  request(endpoint, options, resolve).once('error', reject).end(body)
  const response = await promise
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const answer = Buffer.concat(chunks).toString()
  const failed = (response.statusCode ?? 0) >= 300 || response.headers['x-amz-function-error'] !== undefined
  if (failed) throw new Error(`Lambda answered ${response.statusCode}: ${answer.slice(0, 300)}`)
  return answer
}
