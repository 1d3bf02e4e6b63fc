import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reply } from '../http/reply.ts'
import { pageHeaders } from './page.ts'

/*
 * The page as whoever has a link gets it: the same one, which tells other sites, when somebody pastes its address there, what it
 * shows. The build puts it beside the function that does this.
 */

/** What other sites show of an address. */
export interface Preview {
  title: string
  description: string
  /** The address of an image. */
  image?: string | undefined
  url: string
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const headOf = ({ title, description, image, url }: Preview): string =>
  [
    `<title>${escaped(title)}</title>`,
    '<meta name="robots" content="noindex">',
    ...Object.entries({ type: 'website', site_name: 'Hiscore Ledger', title, description, url, image }).flatMap(
      ([name, content]) => (content === undefined ? [] : `<meta property="og:${name}" content="${escaped(content)}">`),
    ),
  ].join('\n')

// Whoever leaves this page for another one tells that nothing of its address, and no list of addresses has it.
const headers = { ...pageHeaders, 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' }

const index = (): string => readFileSync(join(__dirname, 'index.html'), 'utf8')

/** The page with what other sites are to show of it. */
export const sharedPageReply = (preview: Preview): Reply => ({
  // A function, because a name may have in it what a replacement means something by.
  text: { type: 'text/html', body: index().replace(/<title>.*<\/title>/, () => headOf(preview)) },
  headers,
})

/** The page where a link shows nothing, or nothing any more; it says so itself. */
export const endedPageReply = (): Reply => ({
  status: 404,
  text: { type: 'text/html', body: index() },
  headers: { ...headers, 'cache-control': 'no-store' },
})
