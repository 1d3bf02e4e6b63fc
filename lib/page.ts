import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, buildSync } from 'esbuild'

const app = fileURLToPath(new URL('../web/app/', import.meta.url))
const main = `${app}main.tsx`

/** How the page's TSX becomes JavaScript, also where a function draws with its charts. */
export const jsx = { jsx: 'automatic', jsxImportSource: 'preact' } as const satisfies BuildOptions

// They change with the content, so that caches may keep what they name for ever.
const names = '[name]-[hash]'

/**
 * Bundles what a browser loads: a style sheet, a script for what is needed at first, and one for each part that comes later.
 * Gives their contents by their names, and the names of the first two.
 */
const bundle = (): { files: Record<string, string>; script: string; style: string } => {
  const { outputFiles, metafile } = buildSync({
    ...jsx,
    entryPoints: [main, `${app}style/app.css`],
    // As if every file imported it: so all that it needs is in one script, which is the one that the others stand on.
    inject: [main],
    bundle: true,
    splitting: true,
    entryNames: names,
    chunkNames: names,
    metafile: true,
    write: false,
    outdir: '/',
    format: 'esm',
    // Those that know light-dark(), by which the style sheet has each colour once.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  })
  const made = Object.entries(metafile.outputs).map(([path, output]) => ({ name: basename(path), ...output }))
  // What is left of the entry itself is the import of that script.
  const entry = made.find(({ entryPoint }) => entryPoint?.endsWith('main.tsx'))!
  const files = outputFiles.map(({ path, text }) => [basename(path), text] as const)
  return {
    files: Object.fromEntries(files.filter(([name]) => name !== entry.name)),
    script: basename(entry.imports[0]!.path),
    style: made.find(({ name }) => name.endsWith('.css'))!.name,
  }
}

/**
 * The page: `index.html`, and what it loads by names that change with the content, of which it names as `/assets/{file}` what
 * it loads at once. Nothing is compressed yet.
 */
export const pageFiles = (): Record<string, string> => {
  const { files, script, style } = bundle()
  const index = readFileSync(`${app}index.html`, 'utf8')
    .replace('/assets/app.js', `/assets/${script}`)
    .replace('/assets/app.css', `/assets/${style}`)
  return { 'index.html': index, ...files }
}
