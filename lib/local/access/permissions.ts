import { accountId, functionArn } from '../references.ts'
import { type References, reader, resourcesOf, type Template } from '../template.ts'
import { arnLike } from './policy.ts'

/** What lets a service invoke a function: an `AWS::Lambda::Permission`. */
export interface Permission {
  /** The function's ARN. */
  function: string
  service: string
  /** A pattern for the ARN of what the service acts for; any where there is none. */
  sourceArn: string | undefined
}

const known = ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn']

/** Reads the template's permissions. Throws for one with a condition that the local stack cannot judge. */
export const permissionsOf = (template: Template, references: References): Permission[] =>
  resourcesOf(template, 'AWS::Lambda::Permission').flatMap(([id, { Properties = {} }]) => {
    const read = reader(template, id, references)
    const strange = Object.keys(Properties).find((property) => !known.includes(property))
    if (strange) throw new Error(`${id}: the local stack cannot judge ${strange}`)
    if (read('Action') !== 'lambda:InvokeFunction') return []
    if ((read('SourceAccount') ?? accountId) !== accountId) return []
    const name = read<string>('FunctionName')!
    return [
      {
        function: name.startsWith('arn:') ? name : functionArn(name),
        service: read<string>('Principal')!,
        sourceArn: read('SourceArn'),
      },
    ]
  })

/** Whether a service may invoke a function for what has this ARN. */
export const mayInvoke = (
  permissions: readonly Permission[],
  asked: { function: string; service: string; sourceArn: string },
): boolean =>
  permissions.some(
    (permission) =>
      permission.function === asked.function &&
      permission.service === asked.service &&
      (permission.sourceArn === undefined || arnLike(permission.sourceArn, asked.sourceArn)),
  )
