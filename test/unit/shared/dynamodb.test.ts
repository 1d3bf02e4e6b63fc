import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { openTable } from '../../../shared/dynamodb.ts'

it('does without some of what the SDK does by itself, all else in its order', () => {
  const named = (names: string[]): string[] => names.map((name) => name.split(' ')[0]!)
  const plain = named(new DynamoDBClient({ region: 'us-east-1' }).middlewareStack.identify())
  const ours = named(openTable('tracker').client.middlewareStack.identify())
  const unneeded = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware']
  expect(plain).toEqual(expect.arrayContaining(unneeded))
  expect(ours).toEqual(plain.filter((name) => !unneeded.includes(name)))
})
