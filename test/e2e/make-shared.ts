/*
 * Makes what all stacks share that the tests start, in a process of its own, since Vitest's own modules cannot resolve packages as Node
 * does: the bundled functions, with a scrypt that takes less time, and the synthesized stack of a test stage without settings.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleFunctions } from '../../lib/bundles.ts'
import { readConfig } from '../../lib/config.ts'

/** Where what was made is: the folder of the bundles, and that of the assembly, whose description is in `assembly.json`. */
export interface Shared {
  bundles: string
  assembly: string
}

const bundles = bundleFunctions()
// A function's thread is told of no options, and loads nothing from elsewhere.
const auth = join(bundles, 'auth/index.js')
const quickScrypt = readFileSync(new URL('quick-scrypt.cjs', import.meta.url), 'utf8')
writeFileSync(auth, `{${quickScrypt}}${readFileSync(auth, 'utf8')}`)

process.env.FUNCTION_BUNDLES = bundles
const { synthesize } = await import('../../lib/synthesize.ts')
const assembly = mkdtempSync(join(tmpdir(), 'hiscore-ledger-assembly-'))
const made = synthesize(readConfig({ stage: 'test' }), assembly)
writeFileSync(join(assembly, 'assembly.json'), JSON.stringify(made))
console.log(JSON.stringify({ bundles, assembly } satisfies Shared))
