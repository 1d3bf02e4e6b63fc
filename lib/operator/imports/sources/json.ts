import { ImportError } from '../../reasons.ts'

/** An object of a JSON text, and the line on which it begins. */
export interface JsonObject {
  text: string
  line: number
}

const isSpace = (letter: string): boolean => letter === ' ' || letter === '\n' || letter === '\r' || letter === '\t'

/**
 * The objects of JSON texts one behind the other, and those in arrays, each as text: so a file of any size takes no more memory
 * than its largest object. Throws `ImportError` with the line where there is something else.
 */
export async function* jsonObjects(chunks: AsyncIterable<string>): AsyncGenerator<JsonObject> {
  let line = 1
  let begun = 1
  let depth = 0
  let inArray = false
  let inText = false
  let escaped = false
  let held = ''
  for await (const chunk of chunks) {
    let start = depth > 0 ? 0 : -1
    for (let index = 0; index < chunk.length; index++) {
      const letter = chunk[index]!
      if (letter === '\n') line += 1
      if (inText) {
        if (escaped) escaped = false
        else if (letter === '\\') escaped = true
        else if (letter === '"') inText = false
        continue
      }
      if (depth === 0) {
        if (letter === '{') {
          depth = 1
          start = index
          begun = line
        } else if (letter === '[' && !inArray) inArray = true
        else if (letter === ']' && inArray) inArray = false
        else if (!(isSpace(letter) || letter === '\ufeff' || (letter === ',' && inArray))) {
          throw new ImportError(`Line ${line} is no JSON of objects. Nothing was imported.`)
        }
        continue
      }
      if (letter === '"') inText = true
      else if (letter === '{' || letter === '[') depth += 1
      else if (letter === '}' || letter === ']') {
        depth -= 1
        if (depth > 0) continue
        yield { text: held + chunk.slice(start, index + 1), line: begun }
        held = ''
        start = -1
      }
    }
    if (start >= 0) held += chunk.slice(start)
  }
  if (depth > 0 || inArray)
    throw new ImportError(`The file ends within what begins on line ${begun}. Nothing was imported.`)
}
