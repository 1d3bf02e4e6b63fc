import { parseArgs } from 'node:util'
import { localVariables } from './settings.ts'

const variable = ([name, { default: otherwise, meaning }]: [string, { default: string; meaning: string }]): string =>
  `  ${name.padEnd(18)}  ${meaning}\n${' '.repeat(22)}default: ${otherwise}`

/** What `npm start` takes. */
export const localHelp = `Usage: npm start
       NAME=VALUE ... npm start

Runs the tracker on this machine, until Ctrl-C. Its settings are variables of the environment:

${Object.entries(localVariables).map(variable).join('\n')}

Once it serves it prints \`ready\` and its address: in a browser that is the page, on which the user admin
signs in with the password above it; /docs there says what the API can do.
On a terminal it logs one line for each request and each fetch; elsewhere (2> FILE) the functions' own JSON.

  -h, --help          prints this and ends`

/** Whether a command line asks for help. Throws one sentence for an argument that `npm start` does not take. */
export const asksForHelp = (args: string[]): boolean => {
  try {
    return parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } }).values.help ?? false
  } catch (error) {
    const [reason] = (error as Error).message.split('. ', 1)
    throw new Error(`${reason}. \`npm start -- --help\` says what there is.`)
  }
}
