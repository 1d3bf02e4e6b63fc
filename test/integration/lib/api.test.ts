import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../../lib/config.ts'
import { synthesize } from '../../../lib/synthesize.ts'
import { openApi } from '../../../shared/http/openapi.ts'

it('the routes of the template are those of the OpenAPI document, and $default', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hiscore-ledger-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { template } = synthesize(readConfig({ stage: 'test' }), folder)
  const deployed = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::ApiGatewayV2::Route' ? [Properties?.RouteKey as string] : [],
  )
  const described = Object.entries(openApi().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(deployed.sort()).toEqual([...described, '$default'].sort())
})
