import { type References, reader, type Template } from '../template.ts'

/** AWS's own defaults, written out so that a stored queue goes back to them when the template no longer says otherwise. */
const defaults = {
  VisibilityTimeout: 30,
  DelaySeconds: 0,
  MessageRetentionPeriod: 345_600,
  ReceiveMessageWaitTimeSeconds: 0,
} as const

/** Reads a queue's attributes from the template, as SQS takes them: all text. */
export const queueAttributes = (template: Template, id: string, references: References): Record<string, string> => {
  const read = reader(template, id, references)
  if (read<boolean>('FifoQueue')) throw new Error(`${id}: the local stack has standard queues only`)
  const redrive = read<object>('RedrivePolicy')
  const given = Object.entries(defaults).map(([name, value]) => [name, String(read<number>(name) ?? value)])
  return { ...Object.fromEntries(given), RedrivePolicy: redrive ? JSON.stringify(redrive) : '' }
}
