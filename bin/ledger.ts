#!/usr/bin/env node
/** What an operator does with a tracker, local or deployed. `npx ledger --help` says what there is. */

import { ledger } from '../lib/operator/ledger.ts'

process.exitCode = await ledger(process.argv.slice(2))
