/** The most that an operation may take: read units and write units, on average. */
export interface Bound {
  reads: number
  writes: number
}

/** What is reached. It may get less, never more. */
export const bounds: Record<string, Bound> = {
  // One of them counts the request, so that the status is true whatever becomes of the process. Two reads ask for boards. Whoever
  // comes while others are at it looks at the pace once more, for a unit.
  'add a player': { reads: 7, writes: 10 },
  // A batch of seven takes its slots by one write, and counts what it found by another one. Behind another batch the first of them
  // looks at the pace once more: a seventh of a unit.
  // Of 24 a day three end a quarter of it.
  'fetch, changed': { reads: 6, writes: 5 + 2 / 7 + 3 / 24 },
  // Of 24 a day one writes the day. A batch that finds nothing new is counted as it takes its slots.
  'fetch, unchanged': { reads: 6, writes: 3 + 1 / 7 + 1 / 24 },
  'fetch, changed, first of a quarter of a day': { reads: 6, writes: 6 + 2 / 7 },
  'fetch, changed, first of a week': { reads: 6, writes: 6 + 2 / 7 },
  'fetch, changed, first of a month': { reads: 6, writes: 6 + 2 / 7 },
  'fetch, changed, after a rest of 60 days': { reads: 6, writes: 8 + 2 / 7 },
  // It leaves a trail, by which the next one and questions read less.
  'fetch, changed, that folds records': { reads: 9, writes: 7 + 2 / 7 },
  'fetch, changed, of who has a goal': { reads: 8, writes: 5 + 2 / 7 },
  // The item of what was reached, and its place in the list of all players.
  'fetch, changed, that reaches something': { reads: 6, writes: 7 + 2 / 7 },
  // One of them is for the list of all tasks.
  'request a fetch': { reads: 2, writes: 5 },
  'fetch, unchanged, requested alone': { reads: 6, writes: 6 },
  // No task, but it counts the request.
  'fetch, unchanged, at once': { reads: 6, writes: 6 },
  'pause a player': { reads: 1.5, writes: 2 },
  // Once in all, half a unit for each player; those that are not told of take what their states do. It counts them as well.
  'tick that sees that all milestones are told': { reads: 9, writes: 3 },
  'tick that counts the players': { reads: 3.5, writes: 2 },
  tick: { reads: 2, writes: 1 },
  // A batch of five. Boards hear of each change by one write.
  'fetch, changed, where boards are kept': { reads: 6, writes: 6.4 },
  'tick, nothing to tell the boards': { reads: 0.5, writes: 0 },
  'tick, sets aside who has changed': { reads: 0.5, writes: 2 },
  // After months in which nobody was looked at; `npm run bench:boards` has what it is from day to day.
  'tick, tells the boards of a player': { reads: 19.7, writes: 1.7 },
  session: { reads: 0.5, writes: 0 },
  'list 50 sessions': { reads: 1, writes: 0 },
  // What is deleted is charged by its size.
  'end all of 50 sessions': { reads: 0, writes: 4 },
  'sign in': { reads: 7, writes: 3 },
  'sign in from a known device': { reads: 7, writes: 4 },
  'sign in with a wrong password': { reads: 3, writes: 1 },
  refresh: { reads: 5, writes: 2 },
  'refresh of a second tab': { reads: 5, writes: 0 },
  key: { reads: 0.5, writes: 0 },
  'key, first of a process': { reads: 1, writes: 0 },
  'key, first of a day': { reads: 1, writes: 1 },
  'write into the audit': { reads: 0, writes: 1 },
  'list 100 entries of the audit': { reads: 4, writes: 0 },
  'statistics, latest': { reads: 0.5, writes: 0 },
  'statistics, at a moment': { reads: 1, writes: 0 },
  'statistics, 50 players': { reads: 25, writes: 0 },
  ...Object.fromEntries(
    ['1 month', '1 year', '10 years'].flatMap((span) => [
      [`gain of 7 days, ${span}`, { reads: 1, writes: 0 }],
      [`gain over everything, ${span}`, { reads: 1.5, writes: 0 }],
      [`gain between two dates, ${span}`, { reads: 1.5, writes: 0 }],
      [`gain between two times, ${span}`, { reads: 1.5, writes: 0 }],
    ]),
  ),
  'chart of 200 points, 1 month': { reads: 11.5, writes: 0 },
  'chart of 200 points, 1 year': { reads: 30, writes: 0 },
  'chart of 200 points, 24 days': { reads: 53, writes: 0 },
  'chart of 200 points, 99 days': { reads: 32, writes: 0 },
  'chart of 200 points, 23 months': { reads: 56.5, writes: 0 },
  'chart of 200 points, 2 years': { reads: 10, writes: 0 },
  'chart of 200 points, 4 years': { reads: 18, writes: 0 },
  'chart of 200 points, 7 years': { reads: 30, writes: 0 },
  'chart of 200 points, 10 years': { reads: 11, writes: 0 },
  'records, 1 year': { reads: 9, writes: 0 },
  'records, 10 years, nothing since': { reads: 0.5, writes: 0 },
  'fold of a week with a change every hour, 10 years': { reads: 38, writes: 1 },
  'export, first page': { reads: 82, writes: 0 },
  'leaderboard by value, 100 players': { reads: 50.5, writes: 0 },
  'leaderboard by gain of a week, 100 players': { reads: 98, writes: 0 },
  'leaderboard by gain of a week in New York, 100 players': { reads: 193, writes: 0 },
  'leaderboard by gain since ever, 100 players': { reads: 100.5, writes: 0 },
  'calendar of a year': { reads: 19, writes: 0 },
  'calendar of a year in New York': { reads: 109, writes: 0 },
  'overview of 30 players': { reads: 96, writes: 0 },
  'overview of 30 players in New York': { reads: 156, writes: 0 },
  'overview of 100 players': { reads: 293.5, writes: 0 },
  link: { reads: 1, writes: 0 },
  'overview of a link to 20 players': { reads: 70, writes: 0 },
  'image of a month': { reads: 4, writes: 0 },
  'image of a week': { reads: 6.5, writes: 0 },
  'list 100 players': { reads: 50.5, writes: 0 },
  'status, 100 players': { reads: 53, writes: 0 },
  // Each task and each player is half a unit.
  'list 100 tasks of all players': { reads: 98.5, writes: 0 },
  'list 100 milestones of all players': { reads: 77.5, writes: 0 },
  'list the milestones of a player': { reads: 1, writes: 0 },
  'set a goal': { reads: 4.5, writes: 2 },
  'list the goals of a player': { reads: 4, writes: 0 },
  // While somebody wants to hear of them, once a minute.
  'look for news': { reads: 0.5, writes: 0 },
  'announce news': { reads: 0, writes: 2 },
  // Two of them see to it that nobody else does the same, one notes when it was.
  'tell news to a webhook': { reads: 3, writes: 5 },
  'tell news to a webhook, of ten at once': { reads: 1.2, writes: 2.3 },
  'keep news for later': { reads: 3, writes: 7 },
  'make a webhook': { reads: 3, writes: 3 },
  'what is next, 1 year': { reads: 3.5, writes: 0 },
  'list the tasks of a player': { reads: 1.5, writes: 0 },
  // The item that leads to it, its place in the index, and the player.
  'Wise Old Man: first number of a player': { reads: 1, writes: 3 },
  'Wise Old Man: details': { reads: 0.5, writes: 0 },
  'Wise Old Man: details by number': { reads: 1, writes: 0 },
  'Wise Old Man: search for 20 players': { reads: 10.5, writes: 0 },
  // As for our own.
  ...Object.fromEntries(
    ['1 month', '1 year', '10 years'].map((span) => [`Wise Old Man: gain of 7 days, ${span}`, { reads: 1, writes: 0 }]),
  ),
  'Wise Old Man: 20 snapshots': { reads: 4.5, writes: 0 },
  'Wise Old Man: 200 snapshots behind 1,000': { reads: 121.5, writes: 0 },
  'Wise Old Man: timeline of 10 years': { reads: 42.5, writes: 0 },
  'Wise Old Man: timeline of 249 days': { reads: 43.5, writes: 0 },
  'Wise Old Man: records, 1 year': { reads: 9.5, writes: 0 },
  'Wise Old Man: achievements': { reads: 1, writes: 0 },
  'Wise Old Man: gains of 100 players': { reads: 193, writes: 0 },
  'Wise Old Man: records of 100 players': { reads: 100, writes: 0 },
  // With its number and the place of that in the index.
  'remove a player, 1 month': { reads: 171.5, writes: 853 },
}
