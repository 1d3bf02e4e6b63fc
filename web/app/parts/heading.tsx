import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

interface Props {
  /** What the window is called. */
  title: string
  children?: ComponentChildren
}

/** A screen's heading, by which the window is called. */
export const Heading = ({ title, children }: Props) => {
  useEffect(() => {
    document.title = title === 'Hiscore Ledger' ? title : `${title} · Hiscore Ledger`
  }, [title])
  return <h1 tabIndex={-1}>{children ?? title}</h1>
}
