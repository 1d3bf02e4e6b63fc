import { describe, expect, it } from 'vitest'
import { placeOf } from '../../../../web/app/places.ts'

describe('placeOf', () => {
  it.each([
    ['/', { screen: 'today' }],
    ['/app', { screen: 'today' }],
    ['/app/player/Lynx%20Titan', { screen: 'player', username: 'Lynx Titan' }],
    ['/app/player/constructor', { screen: 'player', username: 'constructor' }],
    ['/app/player/%3Cb%3E', { screen: 'player', username: '<b>' }],
    ['/app/player/%E0%A4', { screen: 'player', username: '%E0%A4' }],
    ['/app/board', { screen: 'board' }],
    ['/app/manage', { screen: 'manage', section: undefined }],
    ['/app/manage/keys', { screen: 'manage', section: 'keys' }],
    ['/app/constructor', { screen: 'nowhere' }],
    ['/app/board/more', { screen: 'nowhere' }],
    ['/docs', { screen: 'nowhere' }],
    ['/board', { screen: 'nowhere' }],
  ])('reads %s', (path, place) => {
    expect(placeOf(path)).toEqual({ link: undefined, place })
  })

  it.each([
    ['/s/abc', { screen: 'today' }],
    ['/s/abc/player/zezima', { screen: 'player', username: 'zezima' }],
    ['/s/abc/board', { screen: 'board' }],
    ['/s/abc/manage', { screen: 'nowhere' }],
  ])('reads %s as a link', (path, place) => {
    expect(placeOf(path)).toEqual({ link: 'abc', place })
  })
})
