import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Shared } from './make-shared.ts'

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Makes once what all stacks share, and lets their processes load what others have compiled, and derive keys from passwords in less time. */
export default (): (() => void) => {
  const compiled = mkdtempSync(join(tmpdir(), 'hiscore-ledger-compiled-'))
  const told = execFileSync(process.execPath, [pathOf('make-shared.ts')], { encoding: 'utf8' })
  const { bundles, assembly } = JSON.parse(told) as Shared
  Object.assign(process.env, {
    FUNCTION_BUNDLES: bundles,
    TEST_ASSEMBLY: assembly,
    NODE_COMPILE_CACHE: compiled,
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require=${JSON.stringify(pathOf('quick-scrypt.cjs'))}`.trim(),
  })
  return () => {
    for (const folder of [bundles, assembly, compiled]) rmSync(folder, { recursive: true, force: true })
  }
}
