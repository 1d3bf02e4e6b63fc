import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApi } from '../../../shared/api/openapi.ts'
import { type Access, routes } from '../../../shared/api/routes.ts'
import { signingKeys } from '../../../shared/auth/signing-keys.ts'
import { type Answer, request, signIn } from '../client.ts'
import { type OwnStack, password, startStack } from './stack.ts'

let stack: OwnStack

beforeAll(async () => {
  stack = await startStack()
  await stack.admin.post('/players', { username: 'Idle Hands' })
})
afterAll(() => stack?.stop())

/** The routes that would be deployed, $default included. */
const deployed = (): string[] =>
  Object.values(stack.template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::ApiGatewayV2::Route' ? [Properties?.RouteKey as string] : [],
  )

it('the routes of the template are those of the OpenAPI document, and $default', () => {
  const described = Object.entries(openApi().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(deployed().sort()).toEqual([...described, '$default'].sort())
})

describe('every deployed route', () => {
  const accessOf = (route: string): Access => routes[route.replace(/^HEAD /, 'GET ') as keyof typeof routes].access

  // Whom nobody tracks it adds, which is for admins.
  const adding = 'POST /wom/v2/players/{username}'

  /** Asks a route with this `Authorization`; for a player whom nobody tracks, so nothing comes of it, but where that would be added. */
  const ask = (route: string, authorization?: string): Promise<Answer> => {
    const [method = '', path = ''] = route === '$default' ? ['GET', '/nowhere'] : route.split(' ')
    const filled = path
      .replace('{username}', route === adding ? 'idle_hands' : 'nobody')
      .replace('{taskId}', 'x')
      .replace('{metric}', 'attack')
      .replace('{old}', 'magic')
      .replace('{keyId}', 'q83vASNFZ4mr')
    return request(stack.url, method, filled, { headers: authorization === undefined ? {} : { authorization } })
  }

  /** The status of each route. */
  const walk = async (authorization?: (route: string) => string | Promise<string>): Promise<[string, number][]> => {
    const found: [string, number][] = []
    for (const route of deployed()) found.push([route, (await ask(route, await authorization?.(route))).status])
    return found
  }

  /** The token of a session, and of a new one after each route that ends it. */
  const as = (username: string) => {
    let token: string | undefined
    return async (route: string): Promise<string> => {
      const current = token ?? (await signIn(stack.url, username, password)).token
      token = route.includes('logout') ? undefined : current
      return `Bearer ${current}`
    }
  }

  const isOpen = (status: number): boolean => status !== 401 && status !== 403
  const open = (found: [string, number][]): string[] =>
    found.flatMap(([route, status]) => (isOpen(status) ? [route] : [])).sort()

  const withAccess = (...access: Access[]): string[] =>
    deployed()
      .filter((route) => access.includes(accessOf(route)))
      .sort()

  // Without a body these two cannot succeed, and what they answer is no question of the token.
  const signingIn = ['POST /auth/login', 'POST /auth/refresh']

  it('is closed without a token, but for the public ones', async () => {
    const found = await walk()
    expect(open(found)).toEqual(withAccess('public'))
    expect(found.filter(([route]) => signingIn.includes(route)).map(([, status]) => status)).toEqual([400, 400])
  })

  it('is closed to garbage, to another scheme, and to tokens that are forged or expired', async () => {
    const { kid, key } = await signingKeys(stack.auth)(Date.now())
    const [, claims = ''] = stack.admin.token.split('.')
    const now = Math.floor(Date.now() / 1000)
    const stale = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), iat: now - 1_000, exp: now - 1 }
    const expired = await new SignJWT(stale).setProtectedHeader({ alg: 'ES256', kid }).sign(key)
    const forged = stack.admin.token.replace(/\.[^.]*$/, `.${Buffer.alloc(64, 1).toString('base64url')}`)
    for (const authorization of [
      'Bearer garbage',
      `Basic ${stack.admin.token}`,
      `Bearer ${forged}`,
      `Bearer ${expired}`,
    ]) {
      expect(open(await walk(() => authorization))).toEqual(withAccess('public'))
    }
  })

  it('opens to a viewer, but for those of an admin, which say so', async () => {
    const found = await walk(as('viewer'))
    expect(open(found)).toEqual(withAccess('public', 'session', 'any', 'viewer'))
    const refused = found.filter(([, status]) => !isOpen(status))
    expect(refused.map(([route]) => route).sort()).toEqual(withAccess('admin'))
    expect(refused.filter(([, status]) => status !== 403)).toEqual([])
  })

  it('opens to an admin', async () => {
    expect(open(await walk(as('admin')))).toEqual(deployed().sort())
  })

  it('opens to a key as to its user, but for what is about signing in, which says so', async () => {
    for (const [role, ...more] of [['viewer'], ['admin', 'admin']] as ['viewer' | 'admin', ...Access[]][]) {
      const client = await signIn(stack.url, role, password)
      const { body } = await client.post('/auth/keys', { name: 'walker', role })
      const found = await walk(() => `Bearer ${body.key}`)
      expect(open(found)).toEqual(withAccess('public', 'any', 'viewer', ...more))
      expect(found.filter(([, status]) => !isOpen(status) && status !== 403)).toEqual([])
    }
  })

  it('about signing in is closed to keys, but for the one that tells who asks', () => {
    const about = deployed().filter((route) => route.includes(' /auth/') && accessOf(route) !== 'public')
    expect(about.filter((route) => accessOf(route) !== 'session').sort()).toEqual(['GET /auth/me', 'HEAD /auth/me'])
  })
})
