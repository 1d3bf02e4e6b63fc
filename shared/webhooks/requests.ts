import * as z from 'zod/mini'
import { usernameSchema } from '../hiscores/names.ts'
import { events } from '../outbox/news.ts'
import { isZone } from '../progress/zone.ts'
import { type Kind, kinds, urlFault } from './url.ts'

/** What requests about webhooks consist of. */

const wantedEvents = z
  .array(z.enum(events))
  .check(
    z.minLength(1, 'names nothing'),
    z.maxLength(events.length, 'names something twice'),
    z.meta({ description: 'What is told: one or more of these.', examples: [['milestone', 'level']] }),
  )

const wantedPlayers = z
  .nullish(
    z
      .array(usernameSchema)
      .check(
        z.minLength(1, 'names nobody; null is everybody'),
        z.maxLength(50, 'names more than 50 players; null is everybody'),
      ),
  )
  .check(z.meta({ description: 'Whose news are told; of everybody when it is null.', examples: [['Zezima']] }))

const clock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is no time of day as in 08:30'))

const tz = z
  .string()
  .check(
    z.refine(isZone, 'is no IANA time zone'),
    z.meta({ description: 'The time zone, by its IANA name.', examples: ['Europe/Berlin'] }),
  )

/** A summary once a day. */
const digest = z
  .nullish(
    z.strictObject({
      at: clock.check(z.meta({ description: 'The local time at which it comes.', examples: ['08:30'] })),
      tz,
    }),
  )
  .check(z.meta({ description: 'When it is not null: all news of a day together, at this local time.' }))

/** Hours in which nothing comes. */
const quiet = z
  .nullish(
    z
      .strictObject({
        from: clock.check(z.meta({ description: 'The local time at which they begin.', examples: ['22:00'] })),
        to: clock.check(z.meta({ description: 'The local time at which they end.', examples: ['07:00'] })),
        tz,
      })
      .check(z.refine(({ from, to }) => from !== to, 'begins when it ends')),
  )
  .check(
    z.meta({ description: 'When it is not null: local hours in which news wait for their end.', examples: [null] }),
  )

const settings = { players: wantedPlayers, digest, quiet }

// Either there are quiet hours, or all comes at one moment.
const notBoth = z.refine<{ digest?: unknown; quiet?: unknown }>((asked) => !(asked.digest && asked.quiet), {
  path: ['quiet'],
  error: 'cannot be together with "digest", which comes once a day',
})

export const newWebhook = z
  .strictObject({
    kind: z
      .enum(kinds)
      .check(
        z.meta({ description: 'A channel of Discord, or a program that takes signed JSON.', examples: ['discord'] }),
      ),
    url: z.string().check(
      z.meta({
        description: 'Where news go: https, on the public internet. It is kept secret, and shown never again.',
        examples: ['https://discord.com/api/webhooks/1234567890/abcdefghijkl'],
      }),
    ),
    events: wantedEvents,
    ...settings,
  })
  .check(
    notBoth,
    z.refine(({ kind, url }) => urlFault(kind, url) === undefined, {
      path: ['url'],
      error: ({ input }) => {
        const { kind, url } = input as { kind: Kind; url: string }
        return urlFault(kind, url)
      },
    }),
  )

export const webhookChange = z
  .strictObject({
    events: z.optional(wantedEvents),
    ...settings,
    state: z
      .optional(z.enum(['active', 'paused']))
      .check(z.meta({ description: '`paused` stops it; `active` starts it again, also when it was `off`.' })),
  })
  .check(notBoth)

export const webhookPath = z.strictObject({
  webhookId: z
    .string()
    .check(
      z.regex(/^[\w-]{16}$/, 'is no id of a webhook'),
      z.meta({ description: 'As it was told when the webhook was made.', examples: ['Vn5hRr2tT0iXo8uY'] }),
    ),
})
