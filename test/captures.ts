import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Answer, parseAnswer } from '../shared/hiscores/answer.ts'

const folder = fileURLToPath(new URL('../../shared/hiscores/', import.meta.url))

/** A real answer of the hiscores. */
export interface Capture {
  file: string
  json: unknown
  answer: Answer
}

/**
 * The real answers whose names begin with `prefix`, in time order. Empty, and it says so, where they are absent: they
 * lie beside the project, not in it.
 */
export const captures = (prefix = ''): Capture[] => {
  if (!existsSync(folder)) {
    console.warn(`skipped what needs real answers of the hiscores: ${folder} is absent`)
    return []
  }
  const files = readdirSync(folder).filter((file) => file.startsWith(prefix) && file.endsWith('.json'))
  return files.sort().map((file) => {
    const json: unknown = JSON.parse(readFileSync(`${folder}${file}`, 'utf8'))
    return { file, json, answer: parseAnswer(json) }
  })
}
