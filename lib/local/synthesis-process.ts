import { synthesize } from '../synthesize.ts'
import type { Order, Synthesis } from './synthesis.ts'

// What runs in the process of `synthesizeApart`.
process.once('message', ({ config, outdir }: Order) => {
  let synthesis: Synthesis
  try {
    synthesis = { assembly: synthesize(config, outdir) }
  } catch (error) {
    synthesis = { error: error instanceof Error ? error.message : String(error) }
  }
  process.send?.(synthesis, () => process.disconnect())
})
