/** An answer's body as far as it was read; `complete` is false when there was more of it than wanted. */
export interface Body {
  text: string
  complete: boolean
}

/** Reads a body as UTF-8 and gives up after `maxBytes`, so that no answer can fill the memory. Throws when it breaks off. */
export const readBody = async (response: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Body> => {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  // Leaving the loop ends the stream, and with it the transfer.
  for await (const chunk of response) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return { text, complete: false }
    text += decoder.decode(chunk, { stream: true })
  }
  return { text: text + decoder.decode(), complete: true }
}
