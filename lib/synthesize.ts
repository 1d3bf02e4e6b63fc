import { readFileSync } from 'node:fs'
import { App } from 'aws-cdk-lib'
import type { Config } from './config.ts'
import type { Template } from './local/template.ts'
import { HiscoreLedgerStack } from './stack.ts'

type Output = 'AuthTable' | 'TrackerTable' | 'FetchQueue' | 'DeadLetters'

/** A synthesized stack: its template, and the folder in which its assets lie. */
export interface Assembly {
  template: Template & { Outputs: Record<Output, { Value: { Ref: string } }> }
  dir: string
}

// The feature flags that `cdk` gives the app by itself: without them another stack would run here than deploys.
const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'))

/**
 * Synthesizes the stack of a configuration into a folder, as `cdk synth` does, but leaves the template's validation to
 * that: it takes more time than all the rest.
 */
export const synthesize = (config: Config, outdir: string): Assembly => {
  const app = new App({ outdir, context, analyticsReporting: false, builtinCloudFormationValidation: false })
  const stack = new HiscoreLedgerStack(app, config)
  const assembly = app.synth()
  const artifact = assembly.getStackArtifact(stack.artifactId)
  return { template: JSON.parse(readFileSync(artifact.templateFullPath, 'utf8')), dir: assembly.directory }
}
