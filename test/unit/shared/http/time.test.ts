import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { dateOrTime } from '../../../../shared/http/time.ts'

const takes = (text: string): boolean => z.safeParse(dateOrTime, text).success

it('a date is one of the calendar, in every year alike', () => {
  for (const year of [0, 1900, 1999, 2000, 2024, 2025, 2100, 2400, 9999]) {
    for (let month = 0; month <= 13; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const text = [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join(
          '-',
        )
        const at = new Date(`${text}T00:00:00Z`)
        const real = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
        expect({ text, takes: takes(text) }).toEqual({ text, takes: real })
      }
    }
  }
})

it.each(['2026-08-20T18:30Z', '2026-08-20T18:30:00Z', '2026-08-20T18:30:00.5+05:45', '2026-08-20T23:59:59.999-00:30'])(
  'takes %s, and what it takes is a moment',
  (text) => {
    expect(takes(text)).toBe(true)
    expect(Date.parse(text)).not.toBeNaN()
  },
)

it.each([
  '',
  '2026',
  '2026-08',
  '2026-8-2',
  '2026-08-20T',
  '2026-08-20T24:00Z',
  '2026-08-20T18:60Z',
  '2026-08-20T18:30',
])('refuses "%s"', (text) => {
  expect(takes(text)).toBe(false)
})

it('takes a space for the plus sign that an address has made of it', () => {
  expect(z.parse(dateOrTime, '2026-08-20T18:30:00 02:00')).toBe('2026-08-20T18:30:00+02:00')
})
