/** One character: its statistics, its progress, its records. */
export const Player = ({ username }: { username: string }) => <h1>{username}</h1>
