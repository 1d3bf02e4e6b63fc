import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { readConfig } from '../../../lib/config.ts'
import type { Resource } from '../../../lib/local/template.ts'
import { synthesize } from '../../../lib/synthesize.ts'

// biome-ignore lint/suspicious/noExplicitAny: what the tests look into is their own affair.
export type Properties = Record<string, any>

/** A stack as it would be deployed. */
export interface Synthesized {
  resources: Record<string, Resource>
  /** The resources of a type by logical id. */
  ofType: (type: string) => [id: string, properties: Properties][]
  /** The logical id of the one function with this name: auth, players, ... */
  functionId: (name: string) => string
  /** The properties of the only resource of a type. */
  only: (type: string) => Properties
  /** The code of that function. */
  code: (name: string) => string
}

/** Synthesizes a stage with these settings; takes seconds, so a test file does it once. */
export const synthesizeStage = (settings: Record<string, unknown> = {}): Synthesized => {
  const folder = mkdtempSync(join(tmpdir(), 'hiscore-ledger-'))
  try {
    const { template, dir } = synthesize(readConfig({ stage: 'test', ...settings }), folder)
    const resources = template.Resources
    const ofType = (type: string): [string, Properties][] =>
      Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) => (Type === type ? [[id, Properties]] : []))
    const functions = Object.fromEntries(
      ofType('AWS::Lambda::Function').map(([id, { Code, Environment }]) => {
        const asset = join(dir, `asset.${basename(Code.S3Key, '.zip')}`)
        const code = readFileSync(join(asset, 'index.js'), 'utf8')
        return [Environment.Variables.POWERTOOLS_SERVICE_NAME as string, { id, code }]
      }),
    )
    return {
      resources,
      ofType,
      only: (type) => {
        const [found, ...more] = ofType(type)
        if (!found || more.length > 0) throw new Error(`not one ${type}`)
        return found[1]
      },
      functionId: (name) => functions[name]!.id,
      code: (name) => functions[name]!.code,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The logical id that a value refers to, as in `{ Ref }` and `{ 'Fn::GetAtt' }`. */
export const referred = (value: unknown): string => {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: [string, string] }
  return Ref ?? attribute?.[0] ?? ''
}
