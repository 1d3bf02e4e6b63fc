/**
 * Takes the place of the cache of endpoints that DynamoDB may be asked for, which it is not unless that is switched on. A cache
 * that keeps nothing is right in any case: it is asked again then.
 */
export class EndpointCache {
  get(): undefined {}
  getEndpoint(): undefined {}
  set(): void {}
  delete(): void {}
  clear(): void {}
  has(): boolean {
    return false
  }
}
