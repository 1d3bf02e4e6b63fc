/** Rows of cells as a Markdown table, its first row the heads; the first column is text, the others are numbers. */
export const markdownTable = (rows: readonly (readonly string[])[]): string => {
  const [heads = [], ...lines] = rows
  const widths = heads.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join(' | ')} |`
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(heads), `| ${rule.join(' | ')} |`, ...lines.map(line)].join('\n')
}
