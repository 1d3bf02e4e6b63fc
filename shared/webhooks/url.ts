import { isIP } from 'node:net'

/** The two forms in which news can be told. */
export const kinds = ['discord', 'json'] as const

export type Kind = (typeof kinds)[number]

const discordHosts = ['discord.com', 'discordapp.com', 'ptb.discord.com', 'canary.discord.com']

const discordPath = /^\/api(?:\/v\d{1,2})?\/webhooks\/\d{1,20}\/[\w-]{1,100}$/

const mostCharacters = 2_048

const parsed = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined)

/** Names that only a network's own resolver knows. */
const isInternal = (host: string): boolean =>
  !host.includes('.') || /\.(localhost|local|internal|home\.arpa|lan)$/.test(host)

const discordFault = ({ hostname, pathname, search, searchParams }: URL): string | undefined => {
  if (!discordHosts.includes(hostname)) return 'is none of Discord: its host is not discord.com'
  if (!discordPath.test(pathname)) return 'is none of a webhook of Discord, as its channel settings copy it'
  const thread = searchParams.get('thread_id')
  if (search !== '' && (searchParams.size !== 1 || !/^\d{1,20}$/.test(thread ?? ''))) {
    return 'has a query; of a webhook of Discord only "thread_id" is known'
  }
  return undefined
}

/**
 * What is wrong with the URL of a webhook, in words that follow its path and do not repeat it: it may be a secret. Undefined when
 * it is fine, as far as that can be seen without looking its host up.
 */
export const urlFault = (kind: Kind, text: string): string | undefined => {
  if (text.length > mostCharacters) return `is too long; at most ${mostCharacters} characters are allowed`
  const url = parsed(text)
  if (!url) return 'is no URL'
  // A trailing dot is the same host by another name.
  const host = url.hostname.replace(/\.$/, '')
  if (url.protocol !== 'https:') return 'is not https, and nothing else is allowed'
  if (url.username !== '' || url.password !== '') return 'has a name or a password before its host'
  if (url.port !== '') return 'names a port; only the usual one of https is allowed'
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return 'has an address in place of a host name'
  if (isInternal(host)) return 'has a host that is not on the public internet'
  if (url.hash !== '') return 'has a fragment, which would not be sent'
  return kind === 'discord' ? discordFault(url) : undefined
}

/** What is shown of a URL once it is stored: its last four characters. */
export const urlEnd = (url: string): string => url.slice(-4)
