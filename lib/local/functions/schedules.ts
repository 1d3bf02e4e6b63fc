import { randomUUID } from 'node:crypto'
import type { AccessControl } from '../access/access.ts'
import { mayInvoke, type Permission } from '../access/permissions.ts'
import { assume, type Role } from '../access/roles.ts'
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

interface Kind {
  service: 'scheduler.amazonaws.com' | 'events.amazonaws.com'
  /** Of the schedule or rule. */
  arn: string
  fallback: (at: Date) => unknown
}

interface Around {
  functions: readonly LocalFunction[]
  roles: ReadonlyMap<string, Role>
  permissions: readonly Permission[]
  refusal: AccessControl['refusal']
}

/**
 * Reads the template's enabled schedules, of EventBridge Scheduler and of EventBridge rules, whose target is a function.
 * Throws for one that may not invoke it: on AWS it would fire for nothing, and nobody would hear of it.
 */
export const schedulesOf = (
  template: Template,
  references: References,
  { functions, roles, permissions, refusal }: Around,
): Schedule[] => {
  const schedule = (id: string, target: string, { service, arn, fallback }: Kind): Schedule => {
    const read = reader(template, id, references)
    const found = functions.find(({ arn }) => arn === read(`${target}.Arn`))
    if (!found) throw new Error(`${id}: a schedule's target must be a function of this template`)
    if (service === 'scheduler.amazonaws.com') {
      const sourceArn = `arn:aws:scheduler:${region}:${accountId}:schedule-group/default`
      const principal = assume(roles, read(`${target}.RoleArn`), { service, session: id, sourceArn })
      const refused = refusal(principal, { action: 'lambda:InvokeFunction', resource: found.arn, context: {} })
      if (refused) throw new Error(`${id}: ${refused}`)
    } else if (!mayInvoke(permissions, { function: found.arn, service, sourceArn: arn })) {
      throw new Error(`${id}: no permission lets ${service} invoke ${found.name} for ${arn}`)
    }
    return { function: found, event: eventOf(read<string>(`${target}.Input`), fallback) }
  }
  return resourcesOf(template, 'AWS::Scheduler::Schedule', 'AWS::Events::Rule').flatMap(
    ([id, { Type, Properties }]) => {
      const read = reader(template, id, references)
      if (read('State') === 'DISABLED' || read('ScheduleExpression') === undefined) return []
      if (Type === 'AWS::Scheduler::Schedule') {
        const arn = `arn:aws:scheduler:${region}:${accountId}:schedule/default/${id}`
        const fallback = defaultEvent('aws.scheduler', '{}', arn)
        return [schedule(id, 'Target', { service: 'scheduler.amazonaws.com', arn, fallback })]
      }
      const arn = `arn:aws:events:${region}:${accountId}:rule/${id}`
      const rule: Kind = { service: 'events.amazonaws.com', arn, fallback: defaultEvent('aws.events', {}, arn) }
      return ((Properties?.Targets ?? []) as unknown[]).map((_, index) => schedule(id, `Targets.${index}`, rule))
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
