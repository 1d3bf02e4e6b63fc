import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Api } from './api.ts'
import type { Config } from './config.ts'
import { Functions } from './functions.ts'
import { Monitoring } from './monitoring.ts'
import { News } from './news.ts'
import { stackName } from './stack-name.ts'
import { Storage } from './storage.ts'
import { Tracking } from './tracking.ts'

/** The whole tracker of one stage. */
export class HiscoreLedgerStack extends Stack {
  constructor(scope: Construct, config: Config) {
    super(scope, stackName(config), {
      description: 'Hiscore Ledger: a progress tracker for Old School RuneScape',
      ...(config.region !== undefined && { env: { region: config.region } }),
    })
    const storage = new Storage(this, 'Storage', config)
    const functions = new Functions(this, 'Functions', config)
    const news = new News(this, 'News', storage, functions)
    const tracking = new Tracking(this, 'Tracking', config, storage, functions)
    const api = new Api(this, 'Api', config, { storage, tracking, functions })
    new Monitoring(this, 'Monitoring', config, { storage, tracking, api, news })
    news.grantAsking(tracking.dispatch)
    news.grantAsking(api.handlers.players)
    functions.close()
    // `ledger --stage` finds the stage by these.
    new CfnOutput(this, 'TrackerTable', { value: storage.tracker.tableName })
    new CfnOutput(this, 'AuthTable', { value: storage.auth.tableName })
  }
}
