import { describe, expect, it } from 'vitest'
import { docsPage } from '../../../../shared/api/docs-page.ts'
import { openApi } from '../../../../shared/api/openapi.ts'

const document = openApi()
const page = docsPage(document)

describe('the documentation page', () => {
  it('needs nothing from elsewhere: no address of another host, no script, no font', () => {
    expect(page).not.toMatch(
      /\b(?:src|srcset|action|data|poster)=|<(?:script|link|iframe|img|object|embed)\b|@import|url\(/i,
    )
    expect(
      [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href).filter((href) => !href!.startsWith('#')),
    ).toEqual(['openapi.json'])
    expect(page).not.toMatch(/https?:\/\//)
  })

  it('leads to every operation and to every object it names', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))
    for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target)
    for (const methods of Object.values(document.paths)) {
      for (const [method, { operationId }] of Object.entries(methods)) {
        if (method !== 'head') expect(ids).toContain(operationId)
      }
    }
  })
})
