const text = (description: string) => ({ description, required: true, schema: { type: 'string' as const } })

/** What the headers of answers mean, for the contract, by the name that they have there. */
export const answerHeaders = {
  RequestId: text('The id that this request goes by in the log.'),
  CacheControl: text('What caches may do with the answer.'),
  ETag: text('Names this state of the answer, for `If-None-Match`.'),
  Location: text('The path of what was made, or of what is asked for.'),
  Link: { ...text('The next page, as `</path>; rel="next"`; not there on the last one.'), required: false },
  RetryAfter: { description: 'Seconds to wait.', required: true, schema: { type: 'integer' as const, minimum: 1 } },
  WwwAuthenticate: text('The scheme that helps: `Bearer`.'),
}

const ref = (name: keyof typeof answerHeaders) => ({ $ref: `#/components/headers/${name}` as const })

/** The headers of an answer of some status, as references. */
export const describedHeaders = (status: number, others: readonly ('etag' | 'location' | 'link')[] = []) => ({
  'x-request-id': ref('RequestId'),
  'cache-control': ref('CacheControl'),
  ...(others.includes('etag') && { etag: ref('ETag') }),
  ...(others.includes('location') && { location: ref('Location') }),
  ...(others.includes('link') && { link: ref('Link') }),
  ...((status === 429 || status === 503) && { 'retry-after': ref('RetryAfter') }),
  ...(status === 401 && { 'www-authenticate': ref('WwwAuthenticate') }),
})
