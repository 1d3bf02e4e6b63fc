import type { ComponentChildren } from 'preact'

/** Says why there is nothing, and what helps on. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
)

/** Keeps the place of something that is on its way. */
export const Waiting = ({ what }: { what: string }) => (
  <div class="waiting" role="status">
    <span class="aside">Loading {what}</span>
  </div>
)
