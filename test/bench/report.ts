import type { Figures } from './scenario.ts'
import { markdownTable } from './table.ts'

const percent = (share: number | null): string => (share === null ? '-' : `${(100 * share).toFixed(1)} %`)
const whole = (count: number): string => count.toLocaleString('en')

const lines: [string, (figures: Figures) => string][] = [
  ['requests', ({ requests }) => whole(requests)],
  ['pace violations', ({ paceViolations }) => whole(paceViolations)],
  ['slots used while there was work', ({ slotUse }) => percent(slotUse)],
  ['hours in which there was more work than slots', ({ busyHours }) => busyHours.toFixed(1)],
  ['seconds of a fetcher for each request', ({ batches, requests }) => (batches.seconds / requests).toFixed(2)],
  ['batches put off, of all', ({ batches }) => percent(batches.putOff / batches.count)],
  ['changes stored within 60 min, all', ({ caught }) => percent(caught.all)],
  ['... of the very active (10 %)', ({ caught }) => percent(caught.active)],
  ['... of the weekly (30 %)', ({ caught }) => percent(caught.weekly)],
  ['... of the dormant (60 %)', ({ caught }) => percent(caught.dormant)],
  ['lateness p50, s', ({ latenessSeconds }) => whole(latenessSeconds.p50)],
  ['lateness p95, s', ({ latenessSeconds }) => whole(latenessSeconds.p95)],
  ['lateness max, s', ({ latenessSeconds }) => whole(latenessSeconds.max)],
  ['snapshots stored', ({ snapshots }) => whole(snapshots)],
  ['snapshots lost', ({ lost }) => whole(lost)],
  ['snapshots stored twice', ({ duplicates }) => whole(duplicates)],
  ['milestones told', ({ milestones }) => whole(milestones)],
  ['milestones lost', ({ milestonesLost }) => whole(milestonesLost)],
  ['milestones told twice', ({ milestonesTwice }) => whole(milestonesTwice)],
  ['of these announced', ({ news }) => whole(news)],
  ['not announced', ({ newsLost }) => whole(newsLost)],
  ['announced twice', ({ newsTwice }) => whole(newsTwice)],
  ['their write units for each snapshot', ({ milestoneUnits, snapshots }) => (milestoneUnits / snapshots).toFixed(3)],
  ['answers that were lies', ({ lies }) => whole(Object.values(lies).reduce((sum, count) => sum + count, 0))],
  ['wrong values stored', ({ wrongValues }) => whole(wrongValues)],
  ['states of a cache newer than all before', ({ behind }) => whole(behind)],
  ['false falls believed and taken back', ({ healed }) => whole(healed)],
  ['seams of honest players', ({ seams }) => whole(seams)],
  ['rises of honest players under review', ({ reviews }) => whole(reviews)],
  ['players left for a day', ({ leftForADay }) => whole(leftForADay)],
  ['players never due again', ({ forgotten }) => whole(forgotten)],
  ['dead letters', ({ deadLetters }) => whole(deadLetters)],
  ['messages sent round too often', ({ looped }) => whole(looped)],
  ['processes that crashed', ({ crashes }) => whole(crashes)],
]

/** The figures of some runs side by side, as a Markdown table. */
export const tableOf = (runs: Record<string, Figures>): string => {
  const names = Object.keys(runs)
  const rows = lines.map(([title, value]) => [title, ...Object.values(runs).map(value)])
  return markdownTable([['', ...names], ...rows])
}
