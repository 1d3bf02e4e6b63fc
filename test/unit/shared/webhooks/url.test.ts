import { describe, expect, it } from 'vitest'
import { urlEnd, urlFault } from '../../../../shared/webhooks/url.ts'

const discord = 'https://discord.com/api/webhooks/1234567890/aBc-DEF_123'

describe('the URL of a webhook', () => {
  it.each([
    discord,
    'https://discord.com/api/v10/webhooks/1/a',
    'https://discordapp.com/api/webhooks/1/a',
    'https://ptb.discord.com/api/webhooks/1/a',
    'https://canary.discord.com/api/webhooks/1/a?thread_id=42',
    'https://DISCORD.com:443/api/webhooks/1/a',
  ])('is one of Discord: %s', (url) => expect(urlFault('discord', url)).toBeUndefined())

  it.each([
    'https://discord.com.evil.example/api/webhooks/1/a',
    'https://evil.example/discord.com/api/webhooks/1/a',
    'https://discord.com@evil.example/api/webhooks/1/a',
    'https://notdiscord.com/api/webhooks/1/a',
    'https://cdn.discord.com/api/webhooks/1/a',
    'https://discord.com./api/webhooks/1/a',
    'https://discord.com:8443/api/webhooks/1/a',
    'http://discord.com/api/webhooks/1/a',
    'https://discord.com/api/webhooks/1',
    'https://discord.com/api/webhooks/1/a/slack',
    'https://discord.com/api/webhooks/1/../../users/@me',
    'https://discord.com/api/webhooks/1/a?wait=true',
    'https://discord.com/api/webhooks/1/a?thread_id=x',
    'https://discord.com/api/webhooks/1/a?thread_id=1&with_components=1',
    'https://discord.com/api/webhooks/1/a#b',
  ])('is none of Discord: %s', (url) => expect(urlFault('discord', url)).toMatch(/^(is|has|names) /))

  it.each(['https://example.com', 'https://hooks.example.com/a/b?token=c', 'https://xn--bcher-kva.example/'])(
    'may be anywhere: %s',
    (url) => expect(urlFault('json', url)).toBeUndefined(),
  )

  it.each([
    ['nothing', ''],
    ['no URL', 'example.com'],
    ['not encrypted', 'http://example.com/'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:text/plain,a'],
    ['a port', 'https://example.com:9001/'],
    ['a user', 'https://a@example.com/'],
    ['a password', 'https://:b@example.com/'],
    ['a fragment', 'https://example.com/#a'],
    ['this machine', 'https://localhost/'],
    ['this machine', 'https://localhost./'],
    ['this machine', 'https://api.localhost/'],
    ['a name without a dot', 'https://router/'],
    ['a name of a network', 'https://metadata.google.internal/'],
    ['a name of a network', 'https://printer.local/'],
    ['an address', 'https://127.0.0.1/'],
    ['a public address', 'https://8.8.8.8/'],
    ['an address as one number', 'https://2130706433/'],
    ['an address in octal', 'https://0177.0.0.1/'],
    ['an address in hexadecimal', 'https://0x7f.1/'],
    ['an address with a dot behind it', 'https://127.0.0.1./'],
    ['an address in wide digits', 'https://１２７.0.0.1/'],
    ['metadata', 'https://169.254.169.254/latest/meta-data/'],
    ['IPv6', 'https://[::1]/'],
    ['IPv6 with IPv4 in it', 'https://[::ffff:169.254.169.254]/'],
    ['NAT64', 'https://[64:ff9b::a9fe:a9fe]/'],
    ['too long', `https://example.com/${'a'.repeat(2_100)}`],
  ])('is refused: %s', (_, url) => {
    const fault = urlFault('json', url)
    expect(fault).toMatch(/^(is|has|names) /)
    if (url.length > 10) expect(fault).not.toContain(url)
  })

  it('is shown by its end alone', () => expect(urlEnd(discord)).toBe('_123'))
})
