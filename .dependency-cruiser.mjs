/*
 * Which folder may import from which, for `npm run check`. A room stands on the floors below its own, and knows neither
 * those above nor its neighbours on the same floor.
 */

/** The house, from the ground up. */
const house = [['shared'], ['web'], ['functions'], ['lib'], ['bin'], ['test']]

/** The floors of `shared/`, from the ground up; its single files are the ground itself. */
const floors = [
  ['http', 'hiscores'],
  ['snapshots', 'auth', 'audit', 'outbox'],
  ['lives'],
  ['players'],
  ['progress', 'pace'],
  ['records', 'tasks', 'milestones', 'boards'],
  ['days', 'corrections'],
  ['links', 'goals', 'webhooks'],
  ['tracking'],
  ['wom'],
  ['api'],
]

const oneOf = (rooms) => `(${rooms.join('|')})/`

/** For each room a rule against imports from its neighbours and from the floors above. */
const upwards = (order, within) =>
  order.flatMap((floor, level) =>
    floor.map((room) => ({
      name: `${within}${room} stands below`,
      severity: 'error',
      from: { path: `^${within}${room}/` },
      to: {
        path: `^${within}${oneOf([...floor.filter((other) => other !== room), ...order.slice(level + 1).flat(), 'none'])}`,
      },
    })),
  )

export default {
  forbidden: [
    ...upwards(house, ''),
    ...upwards(floors, 'shared/'),
    {
      name: 'the ground of shared/ bears all and stands on nothing',
      severity: 'error',
      from: { path: '^shared/[^/]+$' },
      to: { path: '^shared/[^/]+/' },
    },
    {
      name: 'a room of shared/ has its floor',
      severity: 'error',
      from: { path: '^shared/', pathNot: `^shared/(${oneOf(floors.flat())}|[^/]+$)` },
      to: {},
    },
    {
      name: 'the page takes types, and of what runs only what is small and pure',
      severity: 'error',
      from: { path: '^web/' },
      to: {
        path: '^shared/',
        pathNot: '^shared/(hiscores/(levels|metrics|boards)|progress/(thin|zone))[.]ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'the charts know nothing of the page around them',
      severity: 'error',
      from: { path: '^web/charts/' },
      to: { path: '^web/app/' },
    },
    {
      name: 'of the page functions know the charts, and only the one that shares draws them',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/share[.]tsx?$' },
      to: { path: '^web/' },
    },
    {
      name: 'what is shipped is among the dependencies, whose licences are looked at',
      severity: 'error',
      from: { path: '^(functions|shared|web)/', pathNot: '^shared/api/openapi[.]ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no circle', severity: 'error', from: { pathNot: '^test/' }, to: { circular: true } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, parser: 'swc' },
}
