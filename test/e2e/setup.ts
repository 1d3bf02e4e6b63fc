import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bundles = new URL('../../lib/bundles.ts', import.meta.url).href

/** Bundles the functions once for all stacks that are started, and lets their processes load what others have compiled. */
export default (): (() => void) => {
  const compiled = mkdtempSync(join(tmpdir(), 'hiscore-ledger-compiled-'))
  // In a process of its own, since Vitest's own modules cannot resolve packages as Node does.
  const script = `console.log((await import('${bundles}')).bundleFunctions())`
  const made = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }).trim()
  Object.assign(process.env, { FUNCTION_BUNDLES: made, NODE_COMPILE_CACHE: compiled })
  return () => {
    for (const folder of [made, compiled]) rmSync(folder, { recursive: true, force: true })
  }
}
