import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, buildSync, stop } from 'esbuild'
import { documentFiles } from './documents.ts'
import { packed } from './packed.ts'
import { jsx, pageFiles } from './page.ts'

export const functionNames = [
  'auth',
  'players',
  'stats',
  'history',
  'system',
  'web',
  'share',
  'wom',
  'schedule',
  'fetch',
  'deliver',
] as const

export type FunctionName = (typeof functionNames)[number]

const functionsDir = fileURLToPath(new URL('../functions/', import.meta.url))

/**
 * CommonJS with the SDK inside loads in two thirds of the time that ES modules take; `mainFields` makes esbuild use the
 * packages' ES builds all the same, which it can shake: a third less code.
 */
export const bundling = {
  ...jsx,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // Of a module of its own that is imported so Node looks at all there is, and loads with `http` a second client, for 35 ms.
  supported: { 'dynamic-import': false },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions

/**
 * Leaves out of the SDK what no function here needs: its search for credentials, event streams, the discovery of endpoints, checksums in
 * JavaScript, invocations side by side.
 */
export const lean: BuildOptions = {
  alias: {
    '@aws-sdk/credential-provider-node': fileURLToPath(new URL('./credentials.ts', import.meta.url)),
    '@aws/lambda-invoke-store': fileURLToPath(new URL('./invoke-store.ts', import.meta.url)),
    '@aws-sdk/middleware-endpoint-discovery': fileURLToPath(new URL('./endpoint-discovery.ts', import.meta.url)),
    '@smithy/core/checksum': fileURLToPath(new URL('./checksums.ts', import.meta.url)),
    '@smithy/core/event-streams': fileURLToPath(new URL('./event-streams.ts', import.meta.url)),
  },
}

/** Bundles every function, each into a folder of its own below the one that is returned, which the caller removes. */
export const bundleFunctions = (): string => {
  const outdir = mkdtempSync(join(tmpdir(), 'hiscore-ledger-bundles-'))
  buildSync({
    ...bundling,
    ...lean,
    entryPoints: functionNames.map((name) => ({ in: join(functionsDir, `${name}.ts`), out: `${name}/index` })),
    outdir,
  })
  const page = pageFiles()
  // Its process would stay as long as this one, with 200 MB.
  void stop()
  const files = { system: documentFiles(), web: packed(page), share: { 'index.html': page['index.html']! } }
  for (const [folder, contents] of Object.entries(files)) {
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(outdir, folder, name), content)
  }
  return outdir
}
