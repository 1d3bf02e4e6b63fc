import type { Table } from '../dynamodb.ts'
import { findPlayers, isTracked, type Player } from '../players/players.ts'
import { pointersBefore } from '../players/task-pointers.ts'
import { findTasks, type Task, type TaskStatus, tasksBefore } from './tasks.ts'
import { taskView } from './view.ts'

/** Which tasks are wanted, the newest first. */
interface Wanted {
  limit: number
  /** Older than this task. */
  before: string | undefined
  status: TaskStatus | undefined
}

/** Some of the tasks that were asked for, and after which one there may be more of them. */
interface Page<T> {
  tasks: T[]
  next: string | undefined
}

interface Named {
  player: Player
  task: Task
}

type View = ReturnType<typeof taskView>

/** Reads `count` tasks, older than `before`; `next` is the last that was looked at, where there are more. */
type Read = (before: string | undefined, count: number) => Promise<{ found: Named[]; next: string | undefined }>

// What looking for a rare status may come to.
const mostRead = 1_000
const chunk = 100

/** Reads until a page is full, or so much was read that the rest is left to the next page. */
const fill = async (
  read: Read,
  { limit, before, status }: Wanted,
  now: number,
): Promise<Page<Named & { view: View }>> => {
  const tasks: (Named & { view: View })[] = []
  let next = before
  // One more shows whether there is another page.
  const count = status === undefined ? limit + 1 : chunk
  for (let looked = 0; looked < mostRead; looked += count) {
    const { found, next: last } = await read(next, count)
    const views = found.map((each) => ({ ...each, view: taskView(each.player, each.task, now) }))
    tasks.push(...views.filter(({ view }) => (status ?? view.status) === view.status))
    if (tasks.length > limit) return { tasks: tasks.slice(0, limit), next: tasks[limit - 1]!.task.taskId }
    next = last
    if (next === undefined) break
  }
  return { tasks, next }
}

/** A player's tasks, as the API shows them. */
export const tasksOf = async (table: Table, player: Player, wanted: Wanted, now: number): Promise<Page<View>> => {
  const read: Read = async (before, count) => {
    const { tasks, next } = await tasksBefore(table, player.key, before, count, now)
    return { found: tasks.map((task) => ({ player, task })), next }
  }
  const { tasks, next } = await fill(read, wanted, now)
  return { tasks: tasks.map(({ view }) => view), next }
}

/** The tasks of all players, as the API shows them, each with the name of its player. */
export const allTasks = async (
  table: Table,
  wanted: Wanted,
  now: number,
): Promise<Page<View & { username: string }>> => {
  const read: Read = async (before, count) => {
    const { pointers, next } = await pointersBefore(table, before, count)
    const keys = [...new Set(pointers.map(({ player }) => player))]
    const [tasks, players] = await Promise.all([findTasks(table, pointers, now), findPlayers(table, keys)])
    const tracked = new Map(players.filter(isTracked).map((player) => [player.key, player]))
    const found = pointers.flatMap((pointer): Named[] => {
      const [player, task] = [tracked.get(pointer.player), tasks.get(pointer.taskId)]
      return player && task ? [{ player, task }] : []
    })
    return { found, next }
  }
  const { tasks, next } = await fill(read, wanted, now)
  return { tasks: tasks.map(({ player, view }) => ({ username: player.username, ...view })), next }
}
