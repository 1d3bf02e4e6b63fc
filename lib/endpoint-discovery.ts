/**
 * Takes the place of what DynamoDB can be asked by for another endpoint, which no call of the functions does: it is not looked whether
 * that is switched on.
 */
export const resolveEndpointDiscoveryConfig = <T>(config: T): T => config

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: (): undefined => undefined,
  configFileSelector: (): undefined => undefined,
  default: undefined,
}
