import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Happening, News } from '../../../../shared/outbox/news.ts'
import { discordMessages, discordTest, discordUrl } from '../../../../shared/webhooks/discord.ts'
import { escaped } from '../../../../shared/webhooks/words.ts'
import { discordFault } from '../../../discord.ts'

const at = Date.parse('2026-08-20T18:30:00Z')
const origin = 'https://ledger.example'

const level = (threshold: number, name = 'Slayer'): Happening => ({
  event: 'level',
  metric: name.toLowerCase(),
  name,
  kind: 'level',
  threshold,
  value: threshold,
  after: at - 3_600_000,
  by: at,
})

const news = (username: string, happenings: Happening[], id = `${username}:${at}`): News => ({
  id,
  at,
  player: username.toLowerCase(),
  username,
  happenings,
})

interface Sent {
  embeds: { title: string; description: string; url?: string; timestamp?: string }[]
}

const embedsOf = (all: News[]) =>
  discordMessages(all, origin).flatMap(({ body }) => {
    expect(discordFault(body)).toBeUndefined()
    return (JSON.parse(body) as Sent).embeds
  })

describe('a message for Discord', () => {
  it('has an embed for a player, with what happened and the window in which it did', () => {
    expect(embedsOf([news('Zezima', [level(99)])])).toEqual([
      expect.objectContaining({
        title: 'Zezima',
        url: 'https://ledger.example/app/player/Zezima',
        description: 'Level **99** in Slayer · between <t:1787247000:f> and <t:1787250600:f>',
        timestamp: '2026-08-20T18:30:00.000Z',
      }),
    ])
  })

  it('is one for all news of a player, and of levels one after another it has the last', () => {
    const [embed, ...others] = embedsOf([
      news('Zezima', [level(97), level(98)], 'a'),
      news('Zezima', [level(99), level(70, 'Magic'), { event: 'missing' }, { event: 'renamed', formerly: 'Old' }], 'b'),
    ])
    expect(others).toEqual([])
    expect(embed!.description.split('\n').map((line) => line.split(' · ')[0])).toEqual([
      'Level **99** in Slayer',
      'Level **70** in Magic',
      'Not on the hiscores any more',
      'Formerly **Old**',
    ])
  })

  it('says in how many words more there was', () => {
    const many = Array.from({ length: 50 }, (_, index) => level(index + 1, `Skill ${index}`))
    expect(embedsOf([news('Zezima', many)])[0]!.description).toMatch(/\nand 30 more$/)
  })

  it('has a line for each player where there are more than it takes embeds', () => {
    const all = Array.from({ length: 400 }, (_, index) => news(`P ${index}`, [level(99), level(50, 'Magic')]))
    const embeds = embedsOf(all)
    expect(embeds.length).toBeLessThan(20)
    expect(embeds.flatMap(({ description }) => description.split('\n'))).toHaveLength(400)
    expect(embeds[0]!.description).toContain('[P 0](https://ledger.example/app/player/P%200): Level **99** in Slayer; ')
  })

  it('shows nobody’s name as anything but its characters', () => {
    const name = '@everyone **[x](https://evil.example)** <@1> `a` ||b||\n# c _d_ ~e~ > f'
    const [embed] = embedsOf([news(name, [level(99, name)])])
    expect(embed!.title).not.toMatch(/(?<!\\)[@[\]()*`|<>#_~]/)
    expect(embed!.title).not.toContain('\n')
    expect(escaped('a\u202eb\u0000c\u200bd')).toBe('a b c d')
    expect(escaped('Zezima')).toBe('Zezima')
  })

  it('keeps to all limits, tells each of the news once, and those of a player in their order', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 })
    const happening = fc.oneof(
      fc.record({ threshold: fc.nat(), name: text }).map(({ threshold, name }) => level(threshold, name)),
      fc.constant<Happening>({ event: 'missing' }),
      text.map((formerly): Happening => ({ event: 'renamed', formerly })),
    )
    const some = fc.array(
      fc.record({ username: text, happenings: fc.array(happening, { minLength: 1, maxLength: 60 }) }),
      { minLength: 1, maxLength: 30 },
    )
    fc.assert(
      fc.property(some, (players) => {
        const all = players.map(({ username, happenings }, index) => news(`p${username}`, happenings, String(index)))
        const messages = discordMessages(all, origin)
        for (const { body } of messages) expect(discordFault(body)).toBeUndefined()
        const told = messages.flatMap(({ tells }) => tells)
        expect(told.toSorted()).toEqual(all.map(({ id }) => id).toSorted())
        for (const { player } of all) {
          const own = all.filter((each) => each.player === player).map(({ id }) => id)
          expect(told.filter((id) => own.includes(id))).toEqual(own)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is a test when it is asked for, and goes where it is answered', () => {
    expect(discordFault(discordTest().body)).toBeUndefined()
    expect(discordUrl('https://discord.com/api/webhooks/1/a?thread_id=2')).toBe(
      'https://discord.com/api/webhooks/1/a?thread_id=2&wait=true',
    )
  })
})
