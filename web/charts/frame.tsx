import type { ComponentChildren } from 'preact'
import type { Size } from './layout.ts'
import { fontFamily } from './theme.ts'

interface Props extends Size {
  /** What the ids of its title and description begin with; without it the drawing is a document of its own. */
  id?: string
  title: string
  /** The same in words, for who does not see it. */
  summary: string
  children: ComponentChildren
}

/** What every drawing with words is in: its size in pixels, its letters, and what is read aloud of it. */
export const Frame = ({ id, title, summary, width, height, children }: Props) => {
  const [titleId, descId] = ['title', 'desc'].map((part) => (id === undefined ? part : `${id}-${part}`))
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-labelledby={`${titleId} ${descId}`}
      font-family={fontFamily}
    >
      <title id={titleId}>{title}</title>
      <desc id={descId}>{summary}</desc>
      {children}
    </svg>
  )
}
