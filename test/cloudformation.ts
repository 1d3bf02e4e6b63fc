import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** Stands in for CloudFormation as far as `DescribeStacks` goes. */
export interface TestCloudFormation {
  /** For `AWS_ENDPOINT_URL_CLOUDFORMATION`. */
  url: string
  /** The outputs of the stacks that there are, by the stacks' names. */
  stacks: Record<string, Record<string, string>>
  /** The code and the message with which every request is refused; undefined when none is. */
  refusal: { code: string; message: string } | undefined
  /** The region that each request so far was signed for. */
  regions: string[]
  close: () => Promise<void>
}

const outputsXml = (outputs: Record<string, string>): string =>
  Object.entries(outputs)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('')

const stackXml = (name: string, outputs: Record<string, string>): string =>
  `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
  <StackName>${name}</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>UPDATE_COMPLETE</StackStatus>
  <Outputs>${outputsXml(outputs)}</Outputs>
  </member></Stacks></DescribeStacksResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeStacksResponse>`

const errorXml = ({ code, message }: { code: string; message: string }): string =>
  `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code>
  <Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`

/** Starts one on a free port of 127.0.0.1, without any stack. */
export const startCloudFormation = async (): Promise<TestCloudFormation> => {
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request))
    const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? []
    service.regions.push(region)
    const name = form.get('StackName') ?? ''
    const outputs = service.stacks[name]
    const missing = { code: 'ValidationError', message: `Stack with id ${name} does not exist` }
    const refusal = service.refusal ?? (form.get('Action') === 'DescribeStacks' && outputs ? undefined : missing)
    response.writeHead(refusal ? 400 : 200, { 'content-type': 'text/xml' })
    response.end(refusal ? errorXml(refusal) : stackXml(name, outputs!))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const service: TestCloudFormation = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stacks: {},
    refusal: undefined,
    regions: [],
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return service
}
