import { createServer } from 'node:http'
import { parentPort } from 'node:worker_threads'
import { listen } from '../../../lib/local/listening.ts'

// What runs in a thread of its own, since the bench waits for its processes: a DynamoDB in which there is nothing.
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}'))
})
parentPort?.postMessage(await listen(server))
