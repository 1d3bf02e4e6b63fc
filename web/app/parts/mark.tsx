/** The sign of the whole: three days, each better than the one before. */
export const Mark = () => (
  <svg width="24" height="24" viewBox="0 0 16 16" aria-hidden="true">
    <rect width="16" height="16" rx="3.5" fill="currentColor" />
    <path d="M3 12.5V9h2.4v3.5zm3.8 0V6h2.4v6.5zm3.8 0V3H13v9.5z" fill="var(--accent-ink)" />
  </svg>
)
