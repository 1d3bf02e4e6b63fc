import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { post, type Reply, type Sending } from '../../../../shared/webhooks/post.ts'

// Long enough for an answer on a busy machine, short enough to wait for in vain.
const timeoutMs = 500

const url = 'https://hooks.example.com/a?b=c'

/** What is made of a receiver that answers like this. */
const postTo = async (listener: RequestListener): Promise<Reply> => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const insteadOf = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  try {
    return await post(url, '{"é":1}', { 'webhook-id': 'a' }, { insteadOf, timeoutMs })
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

/** Names that lead to these addresses, whatever their own are. */
const leadingTo = (...addresses: string[]): NonNullable<Sending['resolve']> =>
  ((_: string, __: unknown, callback: (error: null, found: unknown) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as never

describe('a delivery', () => {
  it('is a POST of JSON that says who sends it, and for which host where it goes elsewhere', async () => {
    let got: Record<string, unknown> = {}
    const reply = await postTo((request, response) => {
      const { method, url: path, headers } = request
      got = { method, path, ...headers }
      response.writeHead(204, { 'x-ratelimit-remaining': '3' }).end()
    })
    expect(reply).toMatchObject({ status: 204, headers: { 'x-ratelimit-remaining': '3' }, body: '' })
    expect(got).toMatchObject({
      method: 'POST',
      path: '/a?b=c',
      'content-type': 'application/json',
      'content-length': '8',
      'webhook-id': 'a',
      'x-webhook-host': 'hooks.example.com',
      'user-agent': expect.stringMatching(/^hiscore-ledger\//),
    })
  })

  it('follows no redirect', async () => {
    let requests = 0
    const reply = await postTo((_, response) => {
      requests += 1
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(reply).toMatchObject({ status: 302 })
    expect(requests).toBe(1)
  })

  it('reads no more than is of use of an answer without an end', async () => {
    const reply = await postTo((_, response) => {
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && response.write('a'.repeat(10_000))) {
          // Goes on until it has to wait.
        }
      }
      response.on('drain', more)
      more()
    })
    expect(reply).toMatchObject({ status: 200 })
    expect((reply as { body: string }).body.length).toBe(16 * 1024)
  })

  it('has been taken by whoever said so, however slow the rest comes', async () => {
    const reply = await postTo((_, response) => {
      response.writeHead(200)
      response.write('{')
    })
    expect(reply).toMatchObject({ status: 200, body: '{' })
  })

  it('waits for no answer for long, also where bytes come one by one', async () => {
    const silent = await postTo(() => undefined)
    expect(silent).toEqual({ failed: 'no answer within 0.5 seconds' })
    const server = createTcpServer((socket) => {
      const timer = setInterval(() => socket.write('H'), 20)
      socket.on('error', () => undefined).on('close', () => clearInterval(timer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const insteadOf = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await post(url, '{}', {}, { insteadOf, timeoutMs })).toHaveProperty('failed')
    server.close()
  })

  it('that breaks off is none', async () => {
    const reply = await postTo((_, response) => response.destroy())
    expect(reply).toEqual({ failed: 'the request failed (ECONNRESET)' })
  })

  it.each([
    ['this machine', ['127.0.0.1']],
    ['metadata', ['169.254.169.254']],
    ['a private network', ['10.0.0.1']],
    ['IPv6 with IPv4 in it', ['::ffff:7f00:1']],
    ['unique local IPv6', ['fd00:ec2::254']],
    ['NAT64', ['64:ff9b::7f00:1']],
    ['a public and a private one', ['93.184.216.34', '127.0.0.1']],
    ['a private and a public one', ['10.0.0.1', '93.184.216.34']],
    ['nothing', []],
  ])('goes to no name that leads to %s', async (_, addresses) => {
    const resolve = leadingTo(...addresses)
    expect(await post(url, '{}', {}, { resolve, timeoutMs })).toEqual({
      failed: 'its host is not on the public internet',
    })
  })

  it('goes to no address, and nowhere without encryption', async () => {
    const refused = { failed: 'its host is not on the public internet' }
    expect(await post('https://127.0.0.1/', '{}', {}, { timeoutMs })).toEqual(refused)
    expect(await post('https://[::1]/', '{}', {}, { timeoutMs })).toEqual(refused)
    expect(await post('http://example.com/', '{}', {}, { timeoutMs })).toEqual(refused)
  })

  it('says when there is no such host', async () => {
    const resolve = ((_: string, __: unknown, callback: (error: Error) => void) =>
      callback(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))) as never
    expect(await post(url, '{}', {}, { resolve, timeoutMs })).toEqual({ failed: 'its host was not found' })
  })
})
