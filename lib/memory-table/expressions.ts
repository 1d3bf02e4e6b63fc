/*
 * The part of DynamoDB's expressions that this project uses: conditions with AND, OR, brackets, comparisons and the two
 * tests for existence; updates with SET, REMOVE and ADD. Whatever is more than that throws.
 */

export type Item = Record<string, unknown>

/** What the placeholders of an expression stand for. */
export interface Placeholders {
  names?: Record<string, string> | undefined
  values?: Record<string, unknown> | undefined
}

export type Condition = (item: Item, placeholders: Placeholders) => boolean

const tokensOf = (expression: string): string[] => {
  const tokens = expression.match(/[#:]?\w+|[()]|<=|>=|<>|[=<>,]|\S/g) ?? []
  return tokens
}

export const nameOf = (token: string, { names }: Placeholders): string => {
  if (/^\w+$/.test(token)) return token
  const name = token.startsWith('#') ? names?.[token] : undefined
  if (name === undefined) throw new Error(`no attribute is named by ${token}`)
  return name
}

export const givenValue = (token: string, { values }: Placeholders): unknown => {
  const value = token.startsWith(':') ? values?.[token] : undefined
  if (value === undefined) throw new Error(`no value is given by ${token}`)
  return value
}

type Ordered = string | number

const sameBytes = (a: unknown, b: unknown): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0

// Values of two types are neither equal nor in any order.
const comparable = (a: unknown, b: unknown): a is Ordered => typeof a === typeof b && a !== undefined && a !== null

const comparisons: Record<string, (a: unknown, b: unknown) => boolean> = {
  '=': (a, b) => comparable(a, b) && (a === b || sameBytes(a, b)),
  '<': (a, b) => comparable(a, b) && a < (b as Ordered),
  '<=': (a, b) => comparable(a, b) && a <= (b as Ordered),
  '>': (a, b) => comparable(a, b) && a > (b as Ordered),
}

const compile = (expression: string): Condition => {
  const tokens = tokensOf(expression)
  let next = 0
  const take = (expected?: string): string => {
    const token = tokens[next++]
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`cannot read the condition "${expression}"`)
    }
    return token
  }
  const term = (): Condition => {
    const token = take()
    if (token === '(') {
      const inner = either()
      take(')')
      return inner
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') {
      take('(')
      const name = take()
      take(')')
      const wanted = token === 'attribute_exists'
      return (item, placeholders) => (item[nameOf(name, placeholders)] !== undefined) === wanted
    }
    const compare = comparisons[take()]
    if (!compare) throw new Error(`cannot read the condition "${expression}"`)
    const value = take()
    return (item, placeholders) => compare(item[nameOf(token, placeholders)], givenValue(value, placeholders))
  }
  const chain = (operator: string, operand: () => Condition, join: (a: Condition, b: Condition) => Condition) => () => {
    let condition = operand()
    while (tokens[next] === operator) {
      next++
      condition = join(condition, operand())
    }
    return condition
  }
  const both = chain('AND', term, (a, b) => (item, given) => a(item, given) && b(item, given))
  const either: () => Condition = chain('OR', both, (a, b) => (item, given) => a(item, given) || b(item, given))
  const condition = either()
  if (next < tokens.length) throw new Error(`cannot read the condition "${expression}"`)
  return condition
}

/** Remembers what was made for a text, because the same few expressions come again and again. */
const memoized = <T>(make: (text: string) => T): ((text: string) => T) => {
  const made = new Map<string, T>()
  return (text) => {
    const known = made.get(text)
    if (known !== undefined) return known
    const fresh = make(text)
    made.set(text, fresh)
    return fresh
  }
}

/** The condition that an expression states. */
export const conditionOf = memoized(compile)

interface Action {
  keyword: string
  name: string
  value: string | undefined
}

const actionsOf = memoized((expression: string): Action[] => {
  const sections = expression.split(/\b(SET|REMOVE|ADD)\b/)
  const actions: Action[] = []
  for (let index = 1; index < sections.length; index += 2) {
    const keyword = sections[index]!
    const pattern = { SET: /^(#?\w+) = (:\w+)$/, REMOVE: /^(#?\w+)$/, ADD: /^(#?\w+) (:\w+)$/ }[keyword]!
    for (const text of sections[index + 1]!.split(',')) {
      const match = pattern.exec(text.trim())
      if (!match) throw new Error(`cannot read the update "${expression}"`)
      actions.push({ keyword, name: match[1]!, value: match[2] })
    }
  }
  if (actions.length === 0 || sections[0]!.trim() !== '') throw new Error(`cannot read the update "${expression}"`)
  return actions
})

/** An item after an update. */
export const updated = (item: Item, expression: string, placeholders: Placeholders): Item => {
  const after = { ...item }
  for (const { keyword, name, value } of actionsOf(expression)) {
    const attribute = nameOf(name, placeholders)
    if (keyword === 'REMOVE') delete after[attribute]
    else if (keyword === 'SET') after[attribute] = givenValue(value!, placeholders)
    else after[attribute] = ((item[attribute] ?? 0) as number) + (givenValue(value!, placeholders) as number)
  }
  return after
}

/** Which items a query reads: one partition, and what is asked of the sort key there. */
export interface KeyCondition {
  partition: string
  value: string
  sort?: { name: string; operator: '<=' | '>' | 'BETWEEN'; bounds: string[] }
}

/** What a key condition says, with placeholders. */
export const keyConditionOf = memoized((expression: string): KeyCondition => {
  const match = /^(#?\w+) = (:\w+)(?: AND (#?\w+) (?:(<=|>) (:\w+)|BETWEEN (:\w+) AND (:\w+)))?$/.exec(expression)
  if (!match) throw new Error(`cannot read the key condition "${expression}"`)
  const [, partition, value, name, operator, bound, from, to] = match
  if (name === undefined) return { partition: partition!, value: value! }
  const sort = operator
    ? { name, operator: operator as '<=' | '>', bounds: [bound!] }
    : { name, operator: 'BETWEEN' as const, bounds: [from!, to!] }
  return { partition: partition!, value: value!, sort }
})
