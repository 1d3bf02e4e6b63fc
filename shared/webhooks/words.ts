import type { Happening } from '../outbox/news.ts'

const full = (value: number): string => value.toLocaleString('en-US')

// Whatever Discord makes something of, wherever it stands; what comes behind a backslash is shown as it is.
const marks = /[\\*_~`|<>@#[\]():+\-.!]/g

// Line breaks and other signs that are not seen, among them those that turn the direction of what follows.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** A text that somebody else has chosen, so that Discord shows just its characters; no longer than `most` before that. */
export const escaped = (text: string, most = 100): string =>
  text.replace(unseen, ' ').slice(0, most).toWellFormed().replace(marks, '\\$&')

const reached = (kind: string, name: string, threshold: number): string => {
  const number = `**${full(threshold)}**`
  switch (kind) {
    case 'level':
      return `Level ${number} in ${name}`
    case 'experience':
      return `${number} experience in ${name}`
    case 'total_level':
      return `Total level ${number}`
    case 'combat_level':
      return `Combat level ${number}`
    case 'base_level':
      return `Level ${number} in every skill`
    case 'kills':
      return `${name}, ${number} ${threshold === 1 ? 'kill' : 'kills'}`
    case 'rank':
      return threshold === 1 ? `**First** of all in ${name}` : `Among the first ${number} in ${name}`
    default:
      return `${name}, ${number}`
  }
}

const goal = ({ status, target, per, streak, name }: Extract<Happening, { event: 'goal' }>): string => {
  const wanted = `Goal ${status}: **${full(target)}**${per ? ` a ${per}` : ''} in ${escaped(name)}`
  if (!per || !streak || streak < 2) return wanted
  return `${wanted}, ${status === 'reached' ? `${full(streak)} ${per}s in a row` : `after ${full(streak)} ${per}s in a row`}`
}

/** What happened, in a few words of Discord's markdown. */
export const wordsOf = (happening: Happening): string => {
  switch (happening.event) {
    case 'milestone':
    case 'level':
      return reached(happening.kind, escaped(happening.name), happening.threshold)
    case 'record':
      return `Best ${happening.span} in ${escaped(happening.name)}: **${full(happening.gained)}** gained`
    case 'goal':
      return goal(happening)
    case 'missing':
      return 'Not on the hiscores any more'
    case 'renamed':
      return `Formerly **${escaped(happening.formerly)}**`
    default:
      return happening satisfies never
  }
}

/** When it happened, as Discord shows it to each reader in the time zone of that one; empty where it is known by the message. */
export const whenOf = (happening: Happening): string => {
  const at = (moment: number): string => `<t:${Math.floor(moment / 1_000)}:f>`
  if ('after' in happening) return `between ${at(happening.after)} and ${at(happening.by)}`
  return 'start' in happening ? `from ${at(happening.start)} to ${at(happening.end)}` : ''
}
