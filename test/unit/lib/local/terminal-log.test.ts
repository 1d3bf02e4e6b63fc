import { describe, expect, it } from 'vitest'
import { terminalLine } from '../../../../lib/local/terminal-log.ts'

const line = (entry: Record<string, unknown>, timeZone = 'UTC'): string | undefined => {
  const common = { level: 'INFO', timestamp: '2026-08-20T18:30:05.123Z', service: 'players', sampling_rate: 0 }
  return terminalLine(JSON.stringify({ ...common, ...entry }), timeZone)
}

const request = {
  message: 'request',
  requestId: 'r1',
  route: 'GET /players/{username}',
  method: 'GET',
  path: '/players/zezima',
  status: 200,
  who: 'admin',
  durationMs: 12,
}

describe('terminalLine', () => {
  it('makes one short line of a request', () => {
    expect(line(request)).toBe('18:30:05  GET    /players/zezima  200  12 ms  admin')
    const refused = { ...request, who: undefined, method: 'DELETE', status: 401 }
    expect(line(refused)).toBe('18:30:05  DELETE /players/zezima  401  12 ms')
  })

  it('has the time of the clock where it is read', () => {
    expect(line(request, 'Europe/Berlin')).toMatch(/^20:30:05 {2}/)
    expect(line({ ...request, timestamp: '2026-08-20T00:00:00.000Z' })).toMatch(/^00:00:00 {2}/)
  })

  it('makes one short line of a fetch, with the reason when it failed and the board when it is no regular one', () => {
    const fetch = { message: 'fetch', player: 'zezima', mode: 'regular', outcome: 'changed', durationMs: 345 }
    expect(line({ ...fetch, taskId: '01', slot: '2026-08-20T18:30:05.000Z' })).toBe(
      '18:30:05  fetch  zezima  changed  345 ms',
    )
    expect(line({ ...fetch, mode: 'ironman', outcome: 'unavailable', error: 'The hiscores answered 503.' })).toBe(
      '18:30:05  fetch  zezima (ironman)  unavailable  345 ms  The hiscores answered 503.',
    )
  })

  it('says nothing of metrics and of idle ticks', () => {
    expect(terminalLine('{"_aws":{"CloudWatchMetrics":[]},"service":"schedule","PlayersDue":0}', 'UTC')).toBeUndefined()
    const tick = { message: 'tick', due: 0, queued: 0, waiting: 0, room: 13, lateMs: 0, paused: false, durationMs: 4 }
    expect(line(tick)).toBeUndefined()
    expect(line({ ...tick, due: 3, queued: 2 })).toBe('18:30:05  tick   3 due, 2 queued')
  })

  it('leaves a sign-in to the line of its request, but tells why one was refused', () => {
    const signIn = { message: 'sign-in', username: 'alice', outcome: 'succeeded', sourceIp: '127.0.0.1' }
    expect(line(signIn)).toBeUndefined()
    expect(line({ ...signIn, outcome: 'locked' })).toBe('18:30:05  sign-in alice  locked')
  })

  it('shows an error with its reason and its place', () => {
    const error = { name: 'TypeError', location: 'index.js:7', message: 'x is undefined', stack: 'TypeError: x\n at y' }
    expect(line({ level: 'ERROR', message: 'request failed', requestId: 'r1', error })).toBe(
      '18:30:05  ERROR  request failed: TypeError: x is undefined (index.js:7)  requestId=r1',
    )
    const own = { type: 'Sandbox.Timedout', message: 'Task timed out after 3.00 seconds', trace: [] }
    expect(line({ level: 'ERROR', message: 'invocation failed', function: 'fetch', error: own })).toBe(
      '18:30:05  ERROR  invocation failed: Sandbox.Timedout: Task timed out after 3.00 seconds  function=fetch',
    )
    expect(line({ level: 'ERROR', message: 'no answer could be sent', error: 'aborted' })).toBe(
      '18:30:05  ERROR  no answer could be sent: aborted',
    )
  })

  it('says nothing of what is broken off when the stack stops', () => {
    const error = { type: 'Stopping', message: 'The local stack is stopping', trace: [] }
    expect(line({ message: 'invocation failed', function: 'fetch', error })).toBeUndefined()
  })

  it('shows what it does not know with all that it says', () => {
    expect(line({ level: 'WARN', message: 'message returned', messageId: 'm1', tries: { left: 1 } })).toBe(
      '18:30:05  WARN  message returned  messageId=m1  tries={"left":1}',
    )
    for (const plain of ['(node:1) Warning: something', '', 'null', '[1]', '{"a":1}', '{"message":""}']) {
      expect(terminalLine(plain, 'UTC')).toBe(plain)
    }
    expect(terminalLine('{"message":"no time"}', 'UTC')).toBe('no time')
    expect(terminalLine('{"message":"no time","timestamp":"x"}', 'UTC')).toBe('no time')
  })

  it('lets nobody who sends a request steer the terminal', () => {
    expect(line({ ...request, path: '/\u001b[2J\r\n' })).toBe(
      '18:30:05  GET    /\ufffd[2J\ufffd\ufffd  200  12 ms  admin',
    )
    expect(terminalLine('\u001b[2J', 'UTC')).toBe('\ufffd[2J')
  })
})
