import { expect, test } from 'vitest'
import { usernameSchema } from '../../../../shared/auth/username.ts'

test.each([
  ['bob', 'bob'],
  ['Bob.Smith_1@example-site.org', 'bob.smith_1@example-site.org'],
  ['x'.repeat(64), 'x'.repeat(64)],
])('takes %s', (given, kept) => {
  expect(usernameSchema.parse(given)).toBe(kept)
})

test.each(['', ' bob', 'bob#1', 'USER#bob', 'bob smith', 'bøb', 'bob\n', 'x'.repeat(65), 'K\u212a', 7, null])(
  'refuses %j',
  (given) => {
    expect(usernameSchema.safeParse(given).success).toBe(false)
  },
)
