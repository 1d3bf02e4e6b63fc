import { expect, it } from 'vitest'
import { assertOnContract } from '../../e2e/on-contract.ts'

const headers = (more: Record<string, string> = {}) =>
  new Headers({ 'x-request-id': 'r-1', 'cache-control': 'no-store', 'content-type': 'application/json', ...more })
const error = (code: string) => ({ code, message: 'No.', requestId: 'r-1' })

it('lets pass what the contract has', () => {
  assertOnContract('GET', '/health?x=1', { status: 200, headers: headers(), body: { status: 'ok' } })
  assertOnContract('GET', '/nowhere', { status: 404, headers: headers(), body: error('not_found') })
})

it.for([
  ['another field', 'GET', '/health', 200, {}, { status: 'ok', mood: 'good' }, 'mood'],
  ['another status', 'GET', '/health', 404, {}, error('not_found'), '404'],
  ['another code', 'GET', '/players', 401, { 'www-authenticate': 'Bearer' }, error('forbidden'), 'forbidden'],
  ['another type', 'GET', '/health', 200, { 'content-type': 'text/csv' }, 'status', 'text/csv'],
  ['a body where none is', 'HEAD', '/health', 200, {}, { status: 'ok' }, 'body'],
  ['no tag', 'GET', '/players', 200, {}, { players: [], nextCursor: null }, 'etag'],
  ['no challenge', 'GET', '/players', 401, {}, error('invalid_token'), 'www-authenticate'],
  ['a success where no route is', 'GET', '/nowhere', 200, {}, {}, 'default'],
  ['no allow', 'PUT', '/players', 405, {}, error('method_not_allowed'), 'allow'],
] as const)('throws for %s', ([, method, path, status, more, body, fault]) => {
  expect(() => assertOnContract(method, path, { status, headers: headers(more), body })).toThrow(fault)
})
