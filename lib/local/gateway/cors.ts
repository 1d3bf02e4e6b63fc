/** `CorsConfiguration` of an HTTP API, as in the template. */
export interface CorsConfiguration {
  AllowOrigins?: string[]
  AllowMethods?: string[]
  AllowHeaders?: string[]
  ExposeHeaders?: string[]
  AllowCredentials?: boolean
  /** Seconds. */
  MaxAge?: number
}

const isAllowed = (allowed: string, origin: string): boolean =>
  allowed === '*' || allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1)))

const shared = (cors: CorsConfiguration, origin: string): Record<string, string> | undefined => {
  const allowed = cors.AllowOrigins?.find((candidate) => isAllowed(candidate, origin))
  return (
    (allowed && {
      'access-control-allow-origin': allowed === '*' && !cors.AllowCredentials ? '*' : origin,
      ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    }) ||
    undefined
  )
}

/** The headers of the gateway's own answer to a preflight request; none for an origin that is not allowed. */
export const preflightHeaders = (cors: CorsConfiguration, origin: string): Record<string, string> => {
  const common = shared(cors, origin)
  if (!common) return {}
  return {
    ...common,
    ...(cors.AllowMethods && { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
    ...(cors.AllowHeaders && { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  }
}

/** A function's headers with the gateway's CORS headers, which replace any that the function set itself. */
export const withCors = (
  cors: CorsConfiguration,
  origin: string | undefined,
  headers: Record<string, string>,
): Record<string, string> => {
  const own = Object.entries(headers).filter(([name]) => !name.startsWith('access-control-'))
  return {
    ...Object.fromEntries(own),
    ...(origin !== undefined && shared(cors, origin)),
    ...(origin !== undefined &&
      cors.ExposeHeaders && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  }
}
