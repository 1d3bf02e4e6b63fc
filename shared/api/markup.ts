/** HTML that is safe to put into a page. */
export interface Markup {
  text: string
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

/** Markup that is right as it stands. */
export const raw = (text: string): Markup => ({ text })

/** A template of HTML; text that is put into it is escaped, markup is not. */
export const html = (parts: TemplateStringsArray, ...values: readonly (Markup | string)[]): Markup =>
  raw(String.raw({ raw: parts }, ...values.map((value) => (typeof value === 'string' ? escaped(value) : value.text))))

/** Several pieces one behind the other. */
export const join = (pieces: readonly Markup[], between = ''): Markup =>
  raw(pieces.map(({ text }) => text).join(escaped(between)))

/** Plain words, in which backticks enclose code. */
export const words = (text: string): Markup => raw(escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>'))
