import { type References, reader, type Template } from './template.ts'

/** The region and account that everything local says it is in; fauxqs knows no other account. */
export const region = 'us-east-1'
export const accountId = '000000000000'

const pseudoParameters: References = new Map([
  ['AWS::Region', region],
  ['AWS::AccountId', accountId],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
  ['AWS::StackName', 'local'],
  ['AWS::StackId', `arn:aws:cloudformation:${region}:${accountId}:stack/local/local`],
])

const nameProperty: Record<string, string> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Lambda::Function': 'FunctionName',
}

/** The physical name of a table, queue, function or role: the template's, or else its logical id. */
export const physicalName = (template: Template, id: string): string => {
  const property = nameProperty[template.Resources[id]?.Type ?? '']
  return (property && reader(template, id, pseudoParameters)<string>(property)) || id
}

export const tableArn = (name: string): string => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`

export const queueArn = (name: string): string => `arn:aws:sqs:${region}:${accountId}:${name}`

export const queueUrl = (sqsUrl: string, name: string): string => `${sqsUrl}/${accountId}/${name}`

export const functionArn = (name: string): string => `arn:aws:lambda:${region}:${accountId}:function:${name}`

/** What `Ref` and `Fn::GetAtt` give for each resource that has a stand-in, once the stand-ins have their ports. */
export const referencesOf = (template: Template, endpoints: { sqsUrl: string; apiUrl: string }): References => {
  const references = new Map(pseudoParameters)
  const provide = (id: string, ref: string, attributes: Record<string, string> = {}): void => {
    references.set(id, ref)
    for (const [attribute, value] of Object.entries(attributes)) references.set(`${id}.${attribute}`, value)
  }
  for (const [id, { Type: type }] of Object.entries(template.Resources)) {
    const name = physicalName(template, id)
    switch (type) {
      case 'AWS::DynamoDB::GlobalTable':
      case 'AWS::DynamoDB::Table':
        provide(id, name, { Arn: tableArn(name) })
        break
      case 'AWS::SQS::Queue': {
        const url = queueUrl(endpoints.sqsUrl, name)
        provide(id, url, { Arn: queueArn(name), QueueName: name, QueueUrl: url })
        break
      }
      case 'AWS::Lambda::Function':
        provide(id, name, { Arn: functionArn(name) })
        break
      case 'AWS::IAM::Role':
        provide(id, name, { Arn: `arn:aws:iam::${accountId}:role/${name}` })
        break
      case 'AWS::Logs::LogGroup':
        provide(id, id, { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${id}:*` })
        break
      case 'AWS::ApiGatewayV2::Api':
        provide(id, id, { ApiId: id, ApiEndpoint: endpoints.apiUrl })
        break
      case 'AWS::Events::Rule':
        provide(id, id, { Arn: `arn:aws:events:${region}:${accountId}:rule/${id}` })
        break
      case 'AWS::ApiGatewayV2::Integration':
        provide(id, id)
        break
    }
  }
  return references
}
