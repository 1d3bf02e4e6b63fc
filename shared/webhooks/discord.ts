import type { Happening, News } from '../outbox/news.ts'
import { byPlayer, type Message } from './message.ts'
import { escaped, whenOf, wordsOf } from './words.ts'

/*
 * News as messages for Discord: an embed for each player; where there are more players than a message takes, as after a day
 * without an answer, a line for each.
 */

// Discord's own limits: of a description, of the embeds of a message, and of all their characters together.
const mostDescription = 4_096
const mostEmbeds = 10
const mostCharacters = 6_000

// What somebody reads.
const mostLines = 20
const mostWords = 5

interface Embed {
  title: string
  url?: string
  description: string
  color: number
  timestamp?: string
}

const colours = {
  level: 0x2e_7d_32,
  milestone: 0x15_65_c0,
  record: 0x6a_1b_9a,
  goal: 0xef_6c_00,
  missing: 0xb7_1c_1c,
  renamed: 0x54_6e_7a,
} as const

const topicOf = (happening: Happening): string =>
  'kind' in happening ? `${happening.kind} ${happening.metric}` : JSON.stringify(happening)

/** What is worth a line: of levels and the like that were reached one after another, the last. */
const notable = (news: readonly News[]): Happening[] => {
  const all = news.flatMap(({ happenings }) => happenings)
  return [...new Map(all.map((each) => [topicOf(each), each])).values()]
}

const pageOf = (origin: string, username: string): string => `${origin}/app/player/${encodeURIComponent(username)}`

/** As many parts as there is room for, and how many there were besides. */
const fitted = (parts: readonly string[], separator: string, most: number, room: number): string => {
  const kept: string[] = []
  const rest = (): string => `and ${parts.length - kept.length} more`
  let length = 0
  for (const part of parts.slice(0, most)) {
    length += part.length + separator.length
    // The last words need room as well.
    if (length > room - 20) break
    kept.push(part)
  }
  return [...kept, ...(kept.length < parts.length ? [rest()] : [])].join(separator)
}

const embedOf = (news: readonly News[], origin: string): Embed => {
  const { username, at } = news.at(-1)!
  const happenings = notable(news)
  const lines = happenings.map((each) => [wordsOf(each), whenOf(each)].filter((part) => part !== '').join(' · '))
  return {
    title: escaped(username),
    url: pageOf(origin, username),
    description: fitted(lines, '\n', mostLines, mostDescription),
    color: colours[happenings.at(-1)?.event ?? 'milestone'],
    timestamp: new Date(at).toISOString(),
  }
}

const lineOf = (news: readonly News[], origin: string): string => {
  const { username } = news.at(-1)!
  const words = fitted(notable(news).map(wordsOf), '; ', mostWords, 600)
  return `[${escaped(username)}](${pageOf(origin, username)}): ${words}`
}

const charactersOf = ({ title, description }: Embed): number => title.length + description.length

const message = (embeds: readonly Embed[], news: readonly News[]): Message => ({
  tells: news.map(({ id }) => id),
  body: JSON.stringify({ embeds, allowed_mentions: { parse: [] } }),
})

/** What is left of `all`, split where the next one would be too much for what there is. */
const packed = <T>(all: readonly T[], fits: (some: readonly T[]) => boolean): T[][] => {
  const packs: T[][] = []
  for (const each of all) {
    const last = packs.at(-1)
    if (last && fits([...last, each])) last.push(each)
    else packs.push([each])
  }
  return packs
}

/** The messages that tell news, in the order in which they are to be sent; `origin` is where the page is. */
export const discordMessages = (news: readonly News[], origin: string): Message[] => {
  const players = byPlayer(news)
  if (players.length <= mostEmbeds) {
    const embeds = players.map((some) => ({ some, embed: embedOf(some, origin) }))
    const fits = (pack: typeof embeds): boolean =>
      pack.reduce((sum, { embed }) => sum + charactersOf(embed), 0) <= mostCharacters
    return packed(embeds, (pack) => fits([...pack])).map((pack) =>
      message(
        pack.map(({ embed }) => embed),
        pack.flatMap(({ some }) => some),
      ),
    )
  }
  const lines = players.map((some) => ({ some, line: lineOf(some, origin) }))
  const text = (pack: readonly { line: string }[]): string => pack.map(({ line }) => line).join('\n')
  return packed(lines, (pack) => text(pack).length <= mostDescription).map((pack) => {
    const embed = { title: `News of ${pack.length} players`, description: text(pack), color: colours.milestone }
    return message(
      [embed],
      pack.flatMap(({ some }) => some),
    )
  })
}

/** The message that a test sends. */
export const discordTest = (): Message => ({
  tells: [],
  body: JSON.stringify({
    embeds: [
      {
        title: 'Hiscore Ledger',
        description: 'This is a test: news come here from now on.',
        color: colours.renamed,
      },
    ],
    allowed_mentions: { parse: [] },
  }),
})

/** Where a message goes: with an answer that says what became of it. */
export const discordUrl = (url: string): string => {
  const to = new URL(url)
  to.searchParams.set('wait', 'true')
  return to.href
}
