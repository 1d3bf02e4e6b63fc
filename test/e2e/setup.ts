import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const quickScrypt = fileURLToPath(new URL('quick-scrypt.cjs', import.meta.url))
const bundles = new URL('../../lib/bundles.ts', import.meta.url).href

/**
 * Bundles the functions once for all stacks that are started, lets their processes load what others have compiled, and has them
 * derive keys from passwords in less time.
 */
export default (): (() => void) => {
  const compiled = mkdtempSync(join(tmpdir(), 'hiscore-ledger-compiled-'))
  // In a process of its own, since Vitest's own modules cannot resolve packages as Node does.
  const script = `console.log((await import('${bundles}')).bundleFunctions())`
  const made = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }).trim()
  // A function's thread is told of no options, and loads nothing from elsewhere.
  const auth = join(made, 'auth/index.js')
  writeFileSync(auth, `{${readFileSync(quickScrypt, 'utf8')}}${readFileSync(auth, 'utf8')}`)
  const options = `${process.env.NODE_OPTIONS ?? ''} --require=${JSON.stringify(quickScrypt)}`.trim()
  Object.assign(process.env, { FUNCTION_BUNDLES: made, NODE_COMPILE_CACHE: compiled, NODE_OPTIONS: options })
  return () => {
    for (const folder of [made, compiled]) rmSync(folder, { recursive: true, force: true })
  }
}
