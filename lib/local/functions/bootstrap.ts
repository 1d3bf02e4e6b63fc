import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { Bootstrap, Invocation, Outcome } from './environment.ts'

// What runs inside a function's worker thread: Lambda's runtime in small. It loads the handler from its asset, then
// answers one invocation at a time.

const { directory, handler, context: about } = workerData as Bootstrap
const root = realpathSync(directory)
const rootUrl = `${pathToFileURL(root).href}/`
const given = (specifier: string): boolean => /^@(aws-sdk|smithy)\//.test(specifier)

// An asset lies inside a project, but must behave as it will in /var/task: the project's `"type": "module"` does not
// make its scripts ES modules, and a package that the bundle forgot is not found in the project's node_modules. Only
// the AWS SDK is there on Lambda as well.
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context)
    const leaves = resolved.url.startsWith('file:') && !resolved.url.startsWith(rootUrl)
    if (leaves && context.parentURL?.startsWith(rootUrl) && !given(specifier)) {
      throw Object.assign(new Error(`Cannot find module '${specifier}'`), { code: 'MODULE_NOT_FOUND' })
    }
    return resolved
  },
  load: (url, context, next) =>
    url.startsWith(rootUrl) && url.endsWith('.js') && !existsSync(join(root, 'package.json'))
      ? { format: 'commonjs', source: readFileSync(fileURLToPath(url)), shortCircuit: true }
      : next(url, context),
})

type Handler = (event: unknown, context: unknown) => unknown

const load = async (): Promise<Handler> => {
  const dot = handler.lastIndexOf('.')
  const base = join(root, handler.slice(0, dot))
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find(existsSync)
  if (!file) throw new Error(`Cannot find module '${handler.slice(0, dot)}' in ${directory}`)
  const loaded = file.endsWith('.mjs') ? await import(pathToFileURL(file).href) : createRequire(file)(file)
  const found = loaded[handler.slice(dot + 1)]
  if (typeof found !== 'function') throw new Error(`${handler} is undefined or not exported`)
  return found
}

const describe = (thrown: unknown): Outcome => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { error: { type: error.name, message: error.message, trace: error.stack?.split('\n') ?? [] } }
}

const contextOf = ({ requestId, deadline }: Invocation) => ({
  ...about,
  awsRequestId: requestId,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

const run = await load()

const answer = async (invocation: Invocation): Promise<Outcome> => {
  try {
    const result = await run(JSON.parse(invocation.event), contextOf(invocation))
    return { payload: JSON.stringify(result) ?? 'null' }
  } catch (error) {
    return describe(error)
  }
}

parentPort?.on('message', (invocation: Invocation) => {
  void answer(invocation).then((outcome) => parentPort?.postMessage(outcome))
})
parentPort?.postMessage('ready')
