import { describe, expect, it } from 'vitest'
import { applyRules, type Rule } from '../../../../lib/simulator/rules.ts'

const everybody: Rule = { kind: 'html' }
const zezima: Rule = { kind: 'refused', name: 'Zezima' }
const ironmen: Rule = { kind: 'timeout', mode: 'ironman' }

describe('applyRules', () => {
  it('takes the first rule that is for the request', () => {
    expect(applyRules([zezima, ironmen, everybody], 'regular', 'ZEZIMA').rule).toBe(zezima)
    expect(applyRules([zezima, ironmen, everybody], 'ironman', 'b').rule).toBe(ironmen)
    expect(applyRules([zezima, ironmen, everybody], 'regular', 'b').rule).toBe(everybody)
    expect(applyRules([zezima, ironmen], 'regular', 'b').rule).toBeUndefined()
  })

  it('counts down a rule that lasts for some requests, and drops it then', () => {
    const twice: Rule = { kind: 'html', times: 2 }
    const first = applyRules([twice, zezima], 'regular', 'a')
    expect(first).toEqual({ rule: twice, left: [{ kind: 'html', times: 1 }, zezima] })
    expect(applyRules(first.left, 'regular', 'a').left).toEqual([zezima])
  })

  it('leaves a rule alone that is not for the request', () => {
    const once: Rule = { kind: 'html', name: 'Zezima', times: 1 }
    expect(applyRules([once], 'regular', 'a')).toEqual({ rule: undefined, left: [once] })
  })
})
