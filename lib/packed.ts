import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const brotli = (text: string): Buffer =>
  brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } })

/** Texts in both ways that browsers take them, each as small as it gets: `name.br` and `name.gz` of each `name`. */
export const packed = (texts: Readonly<Record<string, string>>): Record<string, Buffer> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => [
      [`${name}.br`, brotli(text)],
      [`${name}.gz`, gzipSync(text, { level: 9 })],
    ]),
  )
