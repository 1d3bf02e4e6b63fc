/**
 * At most `most` (2 or more) of some points in time order: for each of as many evenly spaced moments the nearest one, of two
 * equally near ones the earlier. The first and the last are always among them, and all are when they are few enough.
 */
export const thin = <P extends { at: number }>(points: readonly P[], most: number): readonly P[] => {
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last || points.length <= most) return points
  const chosen: P[] = []
  let index = 0
  for (let step = 0; step < most; step++) {
    const moment = first.at + ((last.at - first.at) * step) / (most - 1)
    const distance = (place: number): number => Math.abs(points[place]!.at - moment)
    while (index + 1 < points.length && distance(index + 1) < distance(index)) index++
    if (chosen.at(-1) !== points[index]) chosen.push(points[index]!)
  }
  return chosen
}
