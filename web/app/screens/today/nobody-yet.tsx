import { Empty } from '../../parts/empty.tsx'
import { isAdmin } from '../../session.ts'
import { AddPlayer } from '../manage/players/add-player.tsx'

/** Helps on where nobody is tracked yet. */
export const NobodyYet = ({ onAdded }: { onAdded: () => unknown }) =>
  isAdmin.value ? (
    <Empty title="No characters yet">
      <p>
        Add the first one by its name in the game. From then on it is fetched every hour, and what it gains stands here.
      </p>
      <AddPlayer onAdded={onAdded} />
    </Empty>
  ) : (
    <Empty title="No characters yet">
      <p>As soon as an admin adds some, what they gain stands here.</p>
    </Empty>
  )
