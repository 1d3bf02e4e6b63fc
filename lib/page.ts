import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, buildSync } from 'esbuild'

const app = fileURLToPath(new URL('../web/app/', import.meta.url))

/** How the page's TSX becomes JavaScript, also where a function draws with its charts. */
export const jsx = { jsx: 'automatic', jsxImportSource: 'preact' } as const satisfies BuildOptions

/** A name that changes with the content, so that caches may keep it for ever. */
const hashed = (name: string, content: string): string =>
  name.replace('.', `-${createHash('sha256').update(content).digest('hex').slice(0, 12)}.`)

/** Bundles what a browser loads, as one script and one style sheet. */
const bundle = (): Record<'app.js' | 'app.css', string> => {
  const { outputFiles } = buildSync({
    ...jsx,
    entryPoints: ['main.tsx', 'style/app.css'].map((file) => ({ in: app + file, out: 'app' })),
    bundle: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  })
  const text = (name: string): string => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? ''
  return { 'app.js': text('.js'), 'app.css': text('.css') }
}

/**
 * The page: `index.html`, and what it loads by names that change with the content, of which it names each as
 * `/assets/{file}`. Nothing is compressed yet.
 */
export const pageFiles = (): Record<string, string> => {
  const named = Object.entries(bundle()).map(([name, content]) => ({ name, content, file: hashed(name, content) }))
  const index = named.reduce(
    (html, { name, file }) => html.replace(`/assets/${name}`, `/assets/${file}`),
    readFileSync(`${app}index.html`, 'utf8'),
  )
  return { 'index.html': index, ...Object.fromEntries(named.map(({ file, content }) => [file, content])) }
}
