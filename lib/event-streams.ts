/**
 * Takes the place of the SDK's event streams in the bundles: no call that the functions make is answered by one. What would use
 * them fails with that.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error('event streams are left out of the functions')
  }
}

export const eventStreamSerdeProvider = (): never => {
  throw new Error('event streams are left out of the functions')
}
