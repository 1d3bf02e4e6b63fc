import { describe, expect, it } from 'vitest'
import { actions } from '../../../../shared/audit/actions.ts'
import { outcomes } from '../../../../shared/players/players.ts'
import { verbOf } from '../../../../web/app/words/actions.ts'
import { isOver, progressOf } from '../../../../web/app/words/fetching.ts'
import { boardName, titleOf } from '../../../../web/app/words/titles.ts'

const now = Date.parse('2026-08-20T18:30:00Z')

describe('titleOf', () => {
  it.each([
    ['attack', 'Attack'],
    ['theatre_of_blood', 'Theatre of Blood'],
    ['the_gauntlet', 'The Gauntlet'],
    ['constructor', 'Constructor'],
  ])('makes of %s %s', (metric, title) => {
    expect(titleOf(metric)).toBe(title)
  })
})

describe('boardName', () => {
  it('parts the words', () => {
    expect(boardName('hardcore_ironman')).toBe('hardcore ironman')
  })
})

describe('progressOf', () => {
  it('says how long a queued fetch waits, while that is to come', () => {
    const queued = { status: 'queued', estimatedCompletionAt: '2026-08-20T18:30:06Z' } as const
    expect(progressOf(queued, now)).toBe('Waiting for its turn at the hiscores, about 6 s …')
    expect(progressOf(queued, now + 60_000)).toBe('Waiting for its turn at the hiscores …')
  })

  it.each(outcomes)('has words for the outcome %s', (outcome) => {
    const task = {
      status: outcome === 'changed' ? 'succeeded' : 'failed',
      estimatedCompletionAt: null,
      outcome,
    } as const
    expect(progressOf(task, now)).toMatch(/^[A-Z].*\.$/)
    expect(isOver(task)).toBe(true)
  })
})

describe('verbOf', () => {
  it.each(actions)('has a verb for %s', (action) => {
    expect(verbOf(action)).toMatch(/^[a-z ]+$/)
  })
})
