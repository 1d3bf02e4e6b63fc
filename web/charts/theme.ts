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
  ink: '#1c1b19',
  muted: '#605c55',
  grid: '#e6e2da',
  accent: '#0b6b5d',
  accentSoft: '#d8ece7',
  seam: '#9a3412',
  series: ['#0b6b5d', '#a34700', '#3f51b5', '#8e2a7e', '#5c6b00'],
  steps: ['#eeebe4', '#b5ddd3', '#72bfae', '#2f9483', '#0b5a4e'],
}

/** For an image on a dark page. */
export const dark: ChartTheme = {
  ground: '#191b1c',
  ink: '#f0eee9',
  muted: '#aeaba3',
  grid: '#33373a',
  accent: '#5fcdb8',
  accentSoft: '#1f3a36',
  seam: '#f0a274',
  series: ['#5fcdb8', '#f0a45d', '#9fb0ff', '#e494d6', '#c3d05a'],
  steps: ['#262a2c', '#1d4a43', '#23766a', '#3aa794', '#86e3d0'],
}

/** For the page, whose style sheet says what each colour is, in light and dark. */
export const page: ChartTheme = {
  ground: 'var(--chart-ground)',
  ink: 'var(--chart-ink)',
  muted: 'var(--chart-muted)',
  grid: 'var(--chart-grid)',
  accent: 'var(--chart-accent)',
  accentSoft: 'var(--chart-accent-soft)',
  seam: 'var(--chart-seam)',
  series: [
    'var(--chart-series-1)',
    'var(--chart-series-2)',
    'var(--chart-series-3)',
    'var(--chart-series-4)',
    'var(--chart-series-5)',
  ],
  steps: [
    'var(--chart-step-0)',
    'var(--chart-step-1)',
    'var(--chart-step-2)',
    'var(--chart-step-3)',
    'var(--chart-step-4)',
  ],
}

/** The letters of this machine: none is loaded from anywhere. */
export const fontFamily = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** The size of what stands beside an axis, in pixels. */
export const axisSize = 11

/** About how wide a text is, in pixels: digits and small letters are some 0.58 of their size, capitals and M more. */
export const textWidth = (text: string, size: number): number =>
  [...text].reduce((sum, letter) => sum + (/[MW]/.test(letter) ? 0.92 : /[A-Z]/.test(letter) ? 0.7 : 0.58) * size, 0)
