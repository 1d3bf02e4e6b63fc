/**
 * The CDK app: `npx cdk deploy` puts a stage into the account, the one named by `-c stage=…` (default dev) or described in
 * the file `-c config=…`.
 */
import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { assertCertificate, chooseConfig } from '../lib/config.ts'
import { HiscoreLedgerStack } from '../lib/stack.ts'

const app = new App()
const context = (name: string): string | undefined => app.node.tryGetContext(name)
const config = chooseConfig({ stage: context('stage'), config: context('config') })
assertCertificate(config, config.region ?? process.env.CDK_DEFAULT_REGION)
new HiscoreLedgerStack(app, config)
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
