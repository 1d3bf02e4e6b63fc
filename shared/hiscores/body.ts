/** An answer's body as far as it was read; `complete` is false when there was more of it than wanted. */
export interface Body {
  text: string
  complete: boolean
}

/** Reads a body as UTF-8 and gives up after `maxBytes`, so that no answer can fill the memory. Throws when it breaks off. */
export const readBody = async (response: Response, maxBytes: number): Promise<Body> => {
  if (!response.body) return { text: '', complete: true }
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  // Leaving the loop cancels the stream, and with it the transfer.
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return { text, complete: false }
    text += decoder.decode(chunk, { stream: true })
  }
  return { text: text + decoder.decode(), complete: true }
}
