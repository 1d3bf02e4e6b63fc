import { describe, expect, it } from 'vitest'
import { urlOf } from '../../../../web/app/wire/urls.ts'

describe('urlOf', () => {
  it('fills in the path and leaves out what is undefined', () => {
    const asked = {
      path: { username: 'Lynx Titan', metric: 'attack' },
      query: { tz: 'Europe/Berlin', start: undefined, points: 2 },
    }
    expect(urlOf('/players/{username}/history/{metric}', asked)).toBe(
      '/players/Lynx%20Titan/history/attack?tz=Europe%2FBerlin&points=2',
    )
  })

  it('stays within a parameter, whatever is in it', () => {
    expect(urlOf('/players/{username}', { path: { username: '../auth?x=1#y' } })).toBe('/players/..%2Fauth%3Fx%3D1%23y')
  })

  it('asks for the data of a link', () => {
    expect(urlOf('/overview', { query: { limit: 5 } }, 'a/b')).toBe('/s/a%2Fb/data/overview?limit=5')
  })
})
