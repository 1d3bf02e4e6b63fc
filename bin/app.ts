/** The CDK app: `npx cdk deploy` puts the stage named by `-c stage=…` (default dev) into the account. */
import { App } from 'aws-cdk-lib'
import { stageConfig } from '../lib/config.ts'
import { HiscoreLedgerStack } from '../lib/stack.ts'

const app = new App()
new HiscoreLedgerStack(app, stageConfig(app.node.tryGetContext('stage') ?? 'dev'))
