import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { physicalName } from '../references.ts'
import { type References, reader, type Template } from '../template.ts'
import type { FunctionSettings } from './environment.ts'

/**
 * Environments per function. Each has a processor of its own on Lambda, while here they share the machine's two or ten: fifty
 * clients get six times the answers from four than from ten, which are slow to load and to warm up.
 */
const maxConcurrency = 4

/**
 * The folder with a function's code inside the assembly. `cdk synth` notes it in the metadata; an app that is run
 * without the CLI does not, and then the folder bears the hash that the code's S3 key is made of.
 */
const assetFolder = (template: Template, id: string, assemblyDir: string, key = ''): string => {
  const noted = template.Resources[id]?.Metadata?.['aws:asset:path']
  const asset = typeof noted === 'string' ? noted : `asset.${basename(key, '.zip')}`
  const folder = join(assemblyDir, asset)
  if (!existsSync(folder)) throw new Error(`${id}.Code: there is no file asset at ${folder}`)
  return folder
}

/** Reads a function from the template. `overrides` replaces variables that the function has, and adds none. */
export const functionSettings = (
  template: Template,
  id: string,
  references: References,
  assemblyDir: string,
  overrides: Readonly<Record<string, string>>,
): FunctionSettings => {
  const read = reader(template, id, references)
  const declared = read<Record<string, unknown>>('Environment.Variables') ?? {}
  const variables = Object.entries(declared).map(([name, value]) => [name, overrides[name] ?? String(value)])
  return {
    name: physicalName(template, id),
    directory: assetFolder(template, id, assemblyDir, read('Code.S3Key')),
    handler: read<string>('Handler') ?? 'index.handler',
    role: read('Role'),
    variables: Object.fromEntries(variables),
    timeoutMs: (read<number>('Timeout') ?? 3) * 1_000,
    memoryMb: read<number>('MemorySize') ?? 128,
    concurrency: Math.min(maxConcurrency, read<number>('ReservedConcurrentExecutions') ?? maxConcurrency),
  }
}
