/** How requests to others say whose they are. */
export const userAgent = 'hiscore-ledger/0.1.0 (self-hosted Old School RuneScape progress tracker)'
