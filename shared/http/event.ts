import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** A request as API Gateway hands it on, and an answer as it takes it: payload format 2.0. */
export type Event = APIGatewayProxyEventV2
export type Result = APIGatewayProxyStructuredResultV2
