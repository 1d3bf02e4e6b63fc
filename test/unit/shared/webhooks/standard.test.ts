import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { News } from '../../../../shared/outbox/news.ts'
import { messageId } from '../../../../shared/webhooks/message.ts'
import { jsonMessages, jsonTest, newSecret, signature } from '../../../../shared/webhooks/standard.ts'

const at = Date.parse('2026-08-20T18:30:00Z')

describe('a signature', () => {
  it('is that of Standard Webhooks, by their own example', () => {
    const headers = signature(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '{"test": 2432232314}',
      1_614_265_330_000,
    )
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('is made with a secret of 256 random bits', () => {
    const secret = newSecret()
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(newSecret()).not.toBe(secret)
    const key = Buffer.from(secret.slice(6), 'base64')
    const expected = createHmac('sha256', key).update('a.1.b').digest('base64')
    expect(signature(secret, 'a', 'b', 1_999)['webhook-signature']).toBe(`v1,${expected}`)
  })
})

describe('a message as JSON', () => {
  const news = (id: string, count: number): News => ({
    id,
    at,
    player: 'zezima',
    username: 'Zezima',
    happenings: Array.from({ length: count }, (_, index) => ({
      event: 'level',
      metric: 'slayer',
      name: 'Slayer',
      kind: 'level',
      threshold: index + 1,
      value: 99,
      after: at - 1,
      by: at,
    })),
  })

  it('has the events of several news, with moments as elsewhere in the API', () => {
    const [message, ...others] = jsonMessages([
      news('a', 1),
      { ...news('b', 0), happenings: [{ event: 'renamed', formerly: 'Old' }] },
    ])
    expect(others).toEqual([])
    expect(message!.tells).toEqual(['a', 'b'])
    expect(JSON.parse(message!.body)).toEqual({
      type: 'news',
      timestamp: '2026-08-20T18:30:00.000Z',
      data: {
        events: [
          {
            ...{ id: 'a', username: 'Zezima', at: '2026-08-20T18:30:00.000Z', event: 'level', metric: 'slayer' },
            ...{ name: 'Slayer', kind: 'level', threshold: 1, value: 99 },
            after: '2026-08-20T18:29:59.999Z',
            by: '2026-08-20T18:30:00.000Z',
          },
          { id: 'b', username: 'Zezima', at: '2026-08-20T18:30:00.000Z', event: 'renamed', formerly: 'Old' },
        ],
      },
    })
  })

  it('has fifty events, unless one moment brought more', () => {
    const messages = jsonMessages([news('a', 30), news('b', 20), news('c', 1), news('d', 60), news('e', 1)])
    expect(messages.map(({ tells }) => tells)).toEqual([['a', 'b'], ['c'], ['d'], ['e']])
  })

  it('has an id that is the same for the same news to the same webhook', () => {
    const id = messageId('w', { tells: ['a', 'b'] })
    expect(id).toMatch(/^msg_[\w-]{27}$/)
    expect(messageId('w', { tells: ['a', 'b'] })).toBe(id)
    expect(messageId('x', { tells: ['a', 'b'] })).not.toBe(id)
    expect(messageId('w', { tells: ['a'] })).not.toBe(id)
  })

  it('is a test when it is asked for', () => {
    expect(JSON.parse(jsonTest(at).body)).toEqual({ type: 'test', timestamp: '2026-08-20T18:30:00.000Z', data: {} })
  })
})
