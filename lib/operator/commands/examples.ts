/** The end of a help text: command lines, each with what it does. */
export const examples = (...lines: [line: string, meaning: string][]): string => {
  const width = Math.max(...lines.map(([line]) => line.length))
  return ['\nExamples:', ...lines.map(([line, meaning]) => `  npx ${line.padEnd(width)}   ${meaning}`)].join('\n')
}
