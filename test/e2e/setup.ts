import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Shared } from './make-shared.ts'

const maker = fileURLToPath(new URL('make-shared.ts', import.meta.url))

/** Makes once what all stacks share, and lets their processes load what others have compiled. */
export default (): (() => void) => {
  const compiled = mkdtempSync(join(tmpdir(), 'hiscore-ledger-compiled-'))
  const told = execFileSync(process.execPath, [maker], { encoding: 'utf8' })
  const { bundles, quickBundles, assembly } = JSON.parse(told) as Shared
  Object.assign(process.env, {
    FUNCTION_BUNDLES: bundles,
    QUICK_BUNDLES: quickBundles,
    TEST_ASSEMBLY: assembly,
    NODE_COMPILE_CACHE: compiled,
  })
  return () => {
    for (const folder of [bundles, quickBundles, assembly, compiled]) rmSync(folder, { recursive: true, force: true })
  }
}
