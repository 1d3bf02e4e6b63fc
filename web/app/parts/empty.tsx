import type { ComponentChildren } from 'preact'

/** Says why there is nothing, and what helps on. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
)

/** Keeps the place of something that is on its way; of a drawing with the words around it, where `of` says which. */
export const Waiting = ({ what, of }: { what: string; of?: 'course' | 'bars' | 'compare' }) => (
  <div class={of ? `waiting ${of}` : 'waiting'} role="status">
    <span class="aside">Loading {what}</span>
  </div>
)
