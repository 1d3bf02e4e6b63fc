/** The origin that a client has asked, without a slash at its end, by what API Gateway tells of the request. */
export const originOf = (headers: Readonly<Record<string, string | undefined>>): string =>
  `${headers['x-forwarded-proto']?.split(',')[0]?.trim() ?? 'https'}://${headers.host ?? 'localhost'}`
