import { describe, expect, it, vi } from 'vitest'
import { actionOf, audited } from '../../../../shared/api/audited.ts'
import { recordChange } from '../../../../shared/api/record-change.ts'
import { routes } from '../../../../shared/api/routes.ts'
import { actions } from '../../../../shared/audit/actions.ts'
import { addEntry } from '../../../../shared/audit/entries.ts'
import { log } from '../../../../shared/log.ts'

vi.mock('../../../../shared/audit/entries.ts', () => ({ addEntry: vi.fn() }))
vi.stubEnv('AUTH_TABLE', 'auth')

const alice = { id: 'session', username: 'alice', role: 'admin', expiresAt: 0 } as const
const sheet = { key: { id: 'k', name: 'sheet' }, username: 'alice', role: 'admin', expiresAt: null } as const

describe('the audit', () => {
  it('knows of every route that changes something whether, and as what, it writes it down', () => {
    const changing = Object.keys(routes).filter((route) => /^(?!GET |\$)/.test(route))
    expect(Object.keys(audited).sort()).toEqual(changing.sort())
  })

  it('leaves out what no admin does, and signing in', () => {
    const left = Object.entries(audited).flatMap(([route, rule]) => (rule === null ? [route] : []))
    const open = left.filter((route) => routes[route as keyof typeof routes].access !== 'public')
    expect(open).toEqual(['POST /auth/logout', 'POST /players/{username}/fetch', 'POST /webhooks/{webhookId}/test'])
  })

  it('tells by the body what was done where that decides', () => {
    const cases = [
      ['PATCH /players/{username}', { active: false }, 'player.pause'],
      ['PATCH /players/{username}', { active: true, mode: 'auto' }, 'player.resume'],
      ['PATCH /players/{username}', { mode: 'auto' }, 'player.change'],
      ['POST /players/{username}/rename', { to: 'b' }, 'player.rename'],
      ['POST /players/{username}/rename', { to: 'b', merge: true }, 'player.merge'],
      ['POST /players/{username}/review', { accept: true }, 'review.accept'],
      ['POST /players/{username}/review', { accept: false }, 'review.refuse'],
      ['GET /players', undefined, undefined],
      ['POST /auth/login', {}, undefined],
    ] as const
    for (const [route, body, action] of cases) expect(actionOf(route, body)).toBe(action)
  })

  it('names each action once', () => {
    expect(new Set(actions).size).toBe(actions.length)
  })
})

describe('a change', () => {
  const record = (
    params: Record<string, string>,
    asker: typeof alice | typeof sheet | undefined = alice,
    subject = '',
  ) => recordChange('DELETE /players/{username}', asker, { params, body: undefined }, subject ? { subject } : {})

  it('is written down with who, what and to whom', async () => {
    const added = vi.mocked(addEntry).mockReset()
    await record({ username: 'Lynx Titan' })
    await record({ username: 'a', at: '2026-08-20T18:30:00.000Z' }, sheet)
    await record({ username: 'a' }, alice, 'something else')
    await record({})
    expect(added.mock.calls.map(([, { at: _, action: __, ...entry }]) => entry)).toEqual([
      { who: 'alice', subject: 'lynx_titan' },
      { who: 'key:sheet of alice', subject: 'a 2026-08-20T18:30:00.000Z' },
      { who: 'alice', subject: 'something else' },
      { who: 'alice', subject: 'alice' },
    ])
  })

  it('that cannot be written down is in the log, and no fault of the request', async () => {
    vi.mocked(addEntry).mockReset().mockRejectedValue(new Error('no table'))
    const logged = vi.spyOn(log, 'error').mockImplementation(() => {})
    await record({ username: 'a' })
    expect(logged).toHaveBeenCalledExactlyOnceWith('audit entry not written', {
      entry: { at: expect.any(Number), who: 'alice', action: 'player.remove', subject: 'a' },
      error: expect.any(Error),
    })
    logged.mockRestore()
  })
})
