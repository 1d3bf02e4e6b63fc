import { useSignal } from '@preact/signals'
import { experienceForLevel } from '../../../../../shared/hiscores/levels.ts'
import { useActing } from '../../../acting.ts'
import { ask } from '../../../client.ts'
import { metrics } from '../../../names.ts'
import { Failed } from '../../../parts/failed.tsx'
import { Field } from '../../../parts/field.tsx'
import { Select } from '../../../parts/select.tsx'
import { zone } from '../../../zone.ts'

const aims = [
  { value: 'level', text: 'Reach a level' },
  { value: 'value', text: 'Reach an amount' },
  { value: 'day', text: 'Gain so much every day' },
  { value: 'week', text: 'Gain so much every week' },
  { value: 'month', text: 'Gain so much every month' },
] as const

type Aim = (typeof aims)[number]['value']

interface Written {
  aim: Aim
  amount: number
  deadline: string
}

/** What is asked of the API for what was written: a level is experience there. */
const goalOf = (metric: string, { aim, amount, deadline }: Written) => {
  const of = { metric, tz: zone.peek() }
  if (aim !== 'level' && aim !== 'value') return { ...of, gain: amount, per: aim }
  const target = aim === 'level' ? experienceForLevel(amount) : amount
  return { ...of, target, ...(deadline !== '' && { deadline }) }
}

/** Sets a goal for a character. */
export const NewGoal = ({ username, onSet }: { username: string; onSet: () => unknown }) => {
  const metric = useSignal('overall')
  const aim = useSignal<Aim>('week')
  const amount = useSignal('')
  const deadline = useSignal('')
  const { isBusy, failure, run } = useActing()
  const known = metrics.value ?? []
  const isSkill = known.find((each) => each.metric === metric.value)?.group === 'skills'
  const isOnce = aim.value === 'level' || aim.value === 'value'
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const body = goalOf(metric.value, { aim: aim.value, amount: Number(amount.value), deadline: deadline.value })
    const isSet = await run(
      () => ask('POST /players/{username}/goals', { path: { username }, body }),
      'The goal is set',
    )
    if (!isSet) return
    amount.value = ''
    onSet()
  }
  return (
    <form class="form card" aria-labelledby="new-goal" onSubmit={(event) => void submit(event)}>
      <h2 id="new-goal">A new goal</h2>
      <Select
        label="In what"
        value={metric.value}
        options={known.map((each) => ({ value: each.metric, text: each.name }))}
        onChoose={(value) => {
          metric.value = value
          const skill = known.find((each) => each.metric === value)?.group === 'skills'
          if (!skill && aim.value === 'level') aim.value = 'value'
        }}
      />
      <Select
        label="To do what"
        value={aim.value}
        options={aims.filter(({ value }) => value !== 'level' || isSkill)}
        onChoose={(value) => {
          aim.value = value as Aim
        }}
      />
      <Field
        label={aim.value === 'level' ? 'Level' : 'How much'}
        type="number"
        min="1"
        {...(aim.value === 'level' && { max: '126' })}
        step="1"
        required
        value={amount.value}
        onInput={(value) => {
          amount.value = value
        }}
      />
      {isOnce && (
        <Field
          label="Until when"
          type="date"
          hint="To the end of that day; without it there is all the time."
          value={deadline.value}
          onInput={(value) => {
            deadline.value = value
          }}
        />
      )}
      {failure.value && <Failed failure={failure.value} />}
      <div class="buttons">
        <button type="submit" class="button main-act" aria-disabled={isBusy.value}>
          {isBusy.value ? 'Setting …' : 'Set the goal'}
        </button>
      </div>
    </form>
  )
}
