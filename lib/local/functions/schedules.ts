import { randomUUID } from 'node:crypto'
import { accountId, region } from '../references.ts'
import { type References, reader, resourcesOf, type Template } from '../template.ts'
import type { LocalFunction } from './function.ts'

/** A schedule as the template describes it. */
export interface Schedule {
  function: LocalFunction
  /** Makes the event of the firing at `at`. */
  event: (at: Date) => unknown
}

const time = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`

const defaultEvent = (source: string, detail: unknown, arn: string) => (at: Date) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source,
  account: accountId,
  time: time(at),
  region,
  resources: [arn],
  detail,
})

const eventOf = (input: string | undefined, fallback: (at: Date) => unknown) => (at: Date) =>
  input === undefined ? fallback(at) : JSON.parse(input.replaceAll('<aws.scheduler.scheduled-time>', time(at)))

/** Reads the template's enabled schedules, of EventBridge Scheduler and of EventBridge rules, whose target is a function. */
export const schedulesOf = (
  template: Template,
  references: References,
  functions: readonly LocalFunction[],
): Schedule[] => {
  // Of a target only what a firing needs: it also names a role, which has no stand-in.
  const schedule = (id: string, target: string, fallback: (at: Date) => unknown): Schedule => {
    const read = reader(template, id, references)
    const found = functions.find(({ arn }) => arn === read(`${target}.Arn`))
    if (!found) throw new Error(`${id}: a schedule's target must be a function of this template`)
    return { function: found, event: eventOf(read<string>(`${target}.Input`), fallback) }
  }
  return resourcesOf(template, 'AWS::Scheduler::Schedule', 'AWS::Events::Rule').flatMap(
    ([id, { Type, Properties }]) => {
      const read = reader(template, id, references)
      if (read('State') === 'DISABLED' || read('ScheduleExpression') === undefined) return []
      if (Type === 'AWS::Scheduler::Schedule') {
        const arn = `arn:aws:scheduler:${region}:${accountId}:schedule/default/${id}`
        return [schedule(id, 'Target', defaultEvent('aws.scheduler', '{}', arn))]
      }
      const event = defaultEvent('aws.events', {}, `arn:aws:events:${region}:${accountId}:rule/${id}`)
      return ((Properties?.Targets ?? []) as unknown[]).map((_, index) => schedule(id, `Targets.${index}`, event))
    },
  )
}

/**
 * Fires the schedules now and then every `tickSeconds`, whatever their expressions say. A firing does not wait for the one
 * before; one that fails has been logged by its function, and is not tried again. Gives the function that ends it.
 */
export const startSchedules = (schedules: readonly Schedule[], tickSeconds: number): (() => void) => {
  const fire = (): void => {
    const at = new Date()
    for (const { function: target, event } of schedules) target.invoke(event(at)).catch(() => undefined)
  }
  if (schedules.length === 0) return () => undefined
  fire()
  const timer = setInterval(fire, tickSeconds * 1_000)
  return () => clearInterval(timer)
}
