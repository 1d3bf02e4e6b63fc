import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteLink, findLink, listLinks, mostLinks, putLink } from '../../../../shared/links/links.ts'
import { makeLink } from '../../../../shared/links/make-link.ts'
import { linkBehind, linkedPlayer, linkedPlayers } from '../../../../shared/links/opened.ts'
import { linkIdOf, newSlug } from '../../../../shared/links/slug.ts'
import { createPlayer } from '../../../../shared/players/players.ts'
import { startDynamoDB, type TestDynamoDB } from '../../../dynamodb.ts'

const now = Date.parse('2026-08-20T18:30:00Z')

let dynamodb: TestDynamoDB
beforeAll(async () => {
  dynamodb = await startDynamoDB()
  for (const username of ['Zezima', 'Lynx Titan', 'B0aty']) {
    const key = username.toLowerCase().replace(' ', '_')
    const latest = { at: now, layout: 'none', values: new Uint8Array([1]) }
    await createPlayer(dynamodb.tracker, {
      key,
      username,
      mode: 'regular',
      active: true,
      addedAt: now,
      failures: 0,
      latest,
    })
  }
})
afterAll(() => dynamodb.close())

describe('a link', () => {
  it('is found by its secret, which is stored nowhere', async () => {
    const { link, slug } = await makeLink(dynamodb.tracker, { players: ['lynx_titan', 'ZEZIMA'] }, now)
    expect(await linkBehind(dynamodb.tracker, slug, now)).toEqual(link)
    expect(link.players).toEqual(['Lynx Titan', 'Zezima'])
    const { Items } = await dynamodb.tracker.client.send(new ScanCommand({ TableName: dynamodb.tracker.name }))
    expect(JSON.stringify(Items)).not.toContain(slug)
    for (const other of [newSlug(), link.linkId, slug.slice(1), `${slug}A`, `${slug.slice(1)}=`, '']) {
      expect(await linkBehind(dynamodb.tracker, other, now)).toBeUndefined()
    }
  })

  it('names players by whatever spelling, and nobody else', async () => {
    const { link } = await makeLink(dynamodb.tracker, { players: ['zezima', 'lynx titan'] }, now)
    expect((await linkedPlayers(dynamodb.tracker, link)).map(({ key }) => key)).toEqual(['lynx_titan', 'zezima'])
    expect((await linkedPlayer(dynamodb.tracker, link, 'LYNX-TITAN')).key).toBe('lynx_titan')
    await expect(linkedPlayer(dynamodb.tracker, link, 'b0aty')).rejects.toMatchObject({ code: 'player_not_tracked' })
  })

  it('ends when it is to, though it is still stored', async () => {
    const { link } = await makeLink(dynamodb.tracker, { players: ['zezima'], expiresAt: now + 1_000 }, now)
    const found = async (at: number) => findLink(dynamodb.tracker, link.linkId, at)
    expect(await found(now + 999)).toEqual(link)
    expect(await found(now + 1_000)).toBeUndefined()
    const ids = (await listLinks(dynamodb.tracker, now + 1_000)).map(({ linkId }) => linkId)
    expect(ids).not.toContain(link.linkId)
  })

  it('is revoked once', async () => {
    const { link, slug } = await makeLink(dynamodb.tracker, { players: ['zezima'] }, now)
    expect(await deleteLink(dynamodb.tracker, link.linkId)).toBe(true)
    expect(await linkBehind(dynamodb.tracker, slug, now)).toBeUndefined()
    expect(await deleteLink(dynamodb.tracker, link.linkId)).toBe(false)
  })

  it('is one of a hundred, of which those that have ended are none', async () => {
    for (const { linkId } of await listLinks(dynamodb.tracker, now)) await deleteLink(dynamodb.tracker, linkId)
    for (let index = 0; index < mostLinks; index++) {
      const endsAt = index === 0 ? now + 5_000 : undefined
      await putLink(dynamodb.tracker, { linkId: linkIdOf(newSlug())!, players: ['Zezima'], createdAt: now, endsAt })
    }
    const make = (at: number) => makeLink(dynamodb.tracker, { players: ['zezima'] }, at)
    await expect(make(now)).rejects.toMatchObject({ code: 'too_many_links' })
    expect((await make(now + 5_000)).link.players).toEqual(['Zezima'])
  })
})
