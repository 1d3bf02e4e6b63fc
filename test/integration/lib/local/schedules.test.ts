import { describe, expect, it } from 'vitest'
import { deploy, schedule } from './deploy.ts'

const tick = 'exports.handler = async (event) => console.log(JSON.stringify(event))'

describe('a schedule', () => {
  it('fires at once, whatever its own rate', async () => {
    const stack = await deploy({ F: { code: tick } }, { Tick: schedule('F') }, { tickSeconds: 3_600 })
    const event = JSON.parse(await stack.lines.next('Scheduled Event'))
    expect(event).toMatchObject({ source: 'aws.scheduler', region: 'us-east-1', detail: '{}' })
  })

  it('fires again at the given interval, without waiting for the firing before', async () => {
    const code = `exports.handler = async () => {
      console.log('start')
      await new Promise((done) => setTimeout(done, 1000))
      console.log('end')
    }`
    const stack = await deploy({ F: { code } }, { Tick: schedule('F') }, { tickSeconds: 0.1 })
    for (let started = 0; started < 3; started += 1) await stack.lines.next('start')
    expect(stack.lines.all).not.toContain('end')
  })

  it('hands over its input, with the time of the firing', async () => {
    const input = '{"kind":"tick","at":"<aws.scheduler.scheduled-time>"}'
    const stack = await deploy({ F: { code: tick } }, { Tick: schedule('F', input) })
    const { kind, at } = JSON.parse(await stack.lines.next('tick'))
    expect(kind).toBe('tick')
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(10_000)
  })

  it('goes on after a firing that failed', async () => {
    const code =
      'let n = 0; exports.handler = async () => { if (n++ === 0) throw new Error("no"); console.log("fine") }'
    const stack = await deploy({ F: { code } }, { Tick: schedule('F') }, { tickSeconds: 0.2 })
    expect(await stack.lines.next('invocation failed')).toContain('no')
    await stack.lines.next('fine')
  })
})
