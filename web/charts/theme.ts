/** The colours that a chart is drawn in, as values of SVG's attributes: no style sheet is needed to see it. */
export interface ChartTheme {
  /** What a drawing stands on. */
  ground: string
  /** Text that counts, and text beside it. */
  ink: string
  muted: string
  /** Lines of the grid. */
  grid: string
  /** The one line of a chart, and the area under it. */
  accent: string
  accentSoft: string
  /** Seams, and their words. */
  seam: string
  /** Up to five lines that are compared. */
  series: readonly [string, string, string, string, string]
  /** Nothing, then four steps from little to much. */
  steps: readonly [string, string, string, string, string]
}

/** For an image on a light page: as the page's style sheet has them. */
export const light: ChartTheme = {
  ground: '#ffffff',
  ink: '#1f2421',
  muted: '#565c56',
  grid: '#dcd9cf',
  accent: '#1f6a58',
  accentSoft: '#dcebe5',
  seam: '#8a4b08',
  series: ['#1f6a58', '#b4540a', '#3c5fb0', '#8c3a86', '#6d6a12'],
  steps: ['#e9e7df', '#b9dccf', '#7fbca8', '#41917a', '#175746'],
}

/** For an image on a dark page. */
export const dark: ChartTheme = {
  ground: '#1f2321',
  ink: '#e9ece8',
  muted: '#a9b1aa',
  grid: '#343a36',
  accent: '#6cc5a9',
  accentSoft: '#213a32',
  seam: '#f0b267',
  series: ['#6cc5a9', '#f0a55c', '#93b1f5', '#dd9ad8', '#cfcb63'],
  steps: ['#2a2f2c', '#1e4b3f', '#2f7562', '#4ba68b', '#8fe0c5'],
}

/** For the page, whose style sheet says what each colour is, in light and dark. */
export const page: ChartTheme = {
  ground: 'var(--card)',
  ink: 'var(--text)',
  muted: 'var(--text-soft)',
  grid: 'var(--line)',
  accent: 'var(--accent)',
  accentSoft: 'var(--accent-soft)',
  seam: 'var(--warn)',
  series: ['var(--series-1)', 'var(--series-2)', 'var(--series-3)', 'var(--series-4)', 'var(--series-5)'],
  steps: ['var(--heat-0)', 'var(--heat-1)', 'var(--heat-2)', 'var(--heat-3)', 'var(--heat-4)'],
}

/** The letters of this machine: none is loaded from anywhere. */
export const fontFamily = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** The size of what stands beside an axis, in pixels. */
export const axisSize = 11

/** About how wide a text is, in pixels: digits are some 0.58 of their size, and the rest is no wider on average. */
export const textWidth = (text: string, size: number): number => text.length * size * 0.58
