import * as z from 'zod'
import { slugOf } from '../../../../shared/hiscores/metrics.ts'
import { ImportError } from '../../reasons.ts'
import { type Seen, seenRow } from '../seen.ts'
import { asker } from './asking.ts'
import { badLine } from './csv.ts'
import type { Reading } from './reading.ts'

/*
 * Crystal Math Labs: lines of `seconds experience,... rank,...` in the order that the hiscores had then, which ended with
 * Construction. Of a long window it may tell less than of a short one, so it is asked for both.
 */

const title = 'Crystal Math Labs'

const urlOf = 'https://crystalmathlabs.com/tracker'

const skills = [
  ...['Overall', 'Attack', 'Defence', 'Strength', 'Hitpoints', 'Ranged', 'Prayer', 'Magic', 'Cooking', 'Woodcutting'],
  ...['Fletching', 'Fishing', 'Firemaking', 'Crafting', 'Smithing', 'Mining', 'Herblore', 'Agility', 'Thieving'],
  ...['Slayer', 'Farming', 'Runecraft', 'Hunter', 'Construction'],
].map(slugOf)

const numbersOf = (text: string | undefined): number[] => (text ?? '').split(',').map(Number)

/** What a line tells. Throws what is wrong with it. */
const seenIn = (text: string): Seen => {
  const [seconds = '', experience, ranks] = text.trim().split(/\s+/)
  const [values, places] = [numbersOf(experience), numbersOf(ranks)]
  if (!/^\d{9,10}$/.test(seconds)) throw new Error('does not begin with seconds since 1970')
  if (values.length < skills.length)
    throw new Error(`has ${values.length} columns of experience instead of ${skills.length}`)
  if ([...values, ...places].some(Number.isNaN)) throw new Error('has something else than numbers')
  const rows = skills.map((metric, index) => {
    const [value, rank] = [values[index]!, places[index] ?? -1]
    // Who is not ranked in a skill has nothing in it there, which is not to say that it has none.
    const isKnown = value > 0 || rank > 0
    return [metric, seenRow(metric === 'overall' ? 'overall' : 'skills', isKnown ? value : -1, rank)] as const
  })
  return { at: Number(seconds) * 1000, rows: Object.fromEntries(rows) }
}

/** The moments that lines tell of. Throws `ImportError` with the line. */
export async function* readCml(lines: AsyncIterable<string>): AsyncGenerator<Seen> {
  let number = 0
  for await (const text of lines) {
    number += 1
    if (text.trim() === '') continue
    try {
      yield seenIn(text)
    } catch (error) {
      throw badLine(number, (error as Error).message)
    }
  }
}

const yearSeconds = 365 * 86_400

const windows = [yearSeconds, 20 * yearSeconds]

/** Asks for all points of a player. Throws `ImportError`. */
export const askCml = async ({ spool, name, url = urlOf, perMinute = 5, progress }: Reading): Promise<void> => {
  const ask = asker({ title, perMinute })
  for (let asked = z.number().safeParse(spool.cursor).data ?? 0; asked < windows.length; ) {
    const page = new URL(`${url.replace(/\/$/, '')}/api.php`)
    page.search = new URLSearchParams({ type: 'datapoints', player: name, time: String(windows[asked]) }).toString()
    const { status, text } = await ask(page)
    if (/^\s*-\d+\s*$/.test(text)) throw new ImportError(`${title} does not know "${name}" (${text.trim()}).`)
    if (status !== 200) throw new ImportError(`${title} has answered ${status}.`)
    const lines = async function* (): AsyncGenerator<string> {
      yield* text.split('\n')
    }
    for await (const seen of readCml(lines())) spool.add(seen)
    asked += 1
    spool.mark(asked)
    progress(spool.count)
  }
}
