import { afterEach, describe, expect, it, vi } from 'vitest'
import { notNegative, positive, readEnv, text } from '../../../shared/env.ts'

afterEach(() => vi.unstubAllEnvs())

describe('readEnv', () => {
  it('takes numbers from text', () => {
    vi.stubEnv('LEDGER_TABLE', 'ledger')
    vi.stubEnv('LEDGER_SECONDS', '0.5')
    expect(readEnv({ LEDGER_TABLE: text, LEDGER_SECONDS: positive })).toEqual({
      LEDGER_TABLE: 'ledger',
      LEDGER_SECONDS: 0.5,
    })
  })

  it('says which variables are wrong, and what is wanted, but no secret', () => {
    vi.stubEnv('LEDGER_EMPTY', '')
    vi.stubEnv('LEDGER_SECONDS', '-1')
    vi.stubEnv('LEDGER_SECRET', 'hunter2')
    const shape = { LEDGER_TABLE: text, LEDGER_EMPTY: text, LEDGER_SECONDS: notNegative, LEDGER_SECRET: positive }
    expect(() => readEnv(shape)).toThrow(
      'environment: LEDGER_TABLE (is missing; text is wanted), LEDGER_EMPTY (is empty; at least 1 character is wanted), ' +
        'LEDGER_SECONDS (is "-1"; a number of at least 0 is wanted), LEDGER_SECRET (is text; a number above 0 is wanted)',
    )
  })
})
