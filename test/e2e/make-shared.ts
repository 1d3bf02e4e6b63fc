/*
 * Makes what all stacks share that the tests start, in a process of its own, since Vitest's own modules cannot resolve packages as Node
 * does: the bundled functions; the same with a scrypt that takes less time, for stacks in the process of a test; and of these the
 * synthesized stack of a test stage without settings.
 */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleFunctions } from '../../lib/bundles.ts'
import { readConfig } from '../../lib/config.ts'

/** The folders of what was made; the description of the assembly is its `assembly.json`. */
export interface Shared {
  bundles: string
  quickBundles: string
  assembly: string
}

const bundles = bundleFunctions()
const quickBundles = mkdtempSync(join(tmpdir(), 'hiscore-ledger-quick-'))
cpSync(bundles, quickBundles, { recursive: true })
// A function's thread is told of no options, and loads nothing from elsewhere.
const auth = join(quickBundles, 'auth/index.js')
const quickScrypt = readFileSync(new URL('quick-scrypt.cjs', import.meta.url), 'utf8')
writeFileSync(auth, `{${quickScrypt}}${readFileSync(auth, 'utf8')}`)

process.env.FUNCTION_BUNDLES = quickBundles
const { synthesize } = await import('../../lib/synthesize.ts')
const assembly = mkdtempSync(join(tmpdir(), 'hiscore-ledger-assembly-'))
const made = synthesize(readConfig({ stage: 'test' }), assembly)
writeFileSync(join(assembly, 'assembly.json'), JSON.stringify(made))
console.log(JSON.stringify({ bundles, quickBundles, assembly } satisfies Shared))
