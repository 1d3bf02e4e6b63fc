import { readFileSync } from 'node:fs'

// node bin/licences.ts: lists what the functions and the page are made of, with the licences. Exit code 1 when one is not permissive.

const permissive = ['MIT', 'MIT-0', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']

interface Package {
  version: string
  license?: string
  dev?: boolean
}

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
const production = Object.entries<Package>(lock.packages).filter(([path, { dev }]) => path !== '' && !dev)
for (const [path, { version, license = 'no licence' }] of production) {
  const known = permissive.includes(license)
  if (!known) process.exitCode = 1
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  console.log(`${license.padEnd(12)} ${name} ${version}${known ? '' : '   NOT PERMISSIVE'}`)
}
console.log(`${production.length} packages`)
