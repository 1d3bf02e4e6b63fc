import { openToAll } from '../shared/api/open.ts'
import { assetReply, pageReply } from '../shared/api/page.ts'

export const handler = openToAll<'web'>({
  'GET /': async ({ headers }) => pageReply(headers['accept-encoding']),

  'GET /app/{path+}': async ({ headers }) => pageReply(headers['accept-encoding']),

  'GET /assets/{file}': async ({ params, headers }) => assetReply(params.file!, headers['accept-encoding']),
})
