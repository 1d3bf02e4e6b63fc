import type { IncomingMessage } from 'node:http'

const path = /^\/2015-03-31\/functions\/([\w-]+)\/invocations$/

/** The name of the function that a request is to invoke; undefined where it is for anything else. */
export const invokedBy = ({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): string | undefined =>
  method === 'POST' ? path.exec(url)?.[1] : undefined
