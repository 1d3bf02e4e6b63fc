import { useSignal } from '@preact/signals'
import type { Player } from '../players/all-players.ts'
import { RenameDialog } from './rename-dialog.tsx'
import { SpellingDialog } from './spelling-dialog.tsx'
import { SwapDialog } from './swap-dialog.tsx'

interface Props {
  player: Player
  /** Is called with the name under which the history goes on. */
  onRenamed: (to: string) => unknown
  onChanged: () => unknown
}

/** What can be done when names change hands. */
export const Names = ({ player, onRenamed, onChanged }: Props) => {
  const open = useSignal<'rename' | 'swap' | 'spelling' | undefined>(undefined)
  const close = (): void => {
    open.value = undefined
  }
  const button = (name: 'rename' | 'swap' | 'spelling', text: string) => (
    <button
      type="button"
      class="button"
      onClick={() => {
        open.value = name
      }}
    >
      {text}
    </button>
  )
  return (
    <section class="card stack" aria-labelledby="names">
      <h2 id="names">Name</h2>
      <p class="muted">A history belongs to its character, whatever it is called.</p>
      <div class="buttons">
        {button('rename', 'It has a new name')}
        {button('swap', 'It swapped names with another')}
        {button('spelling', 'Spell it otherwise')}
      </div>
      {open.value === 'rename' && <RenameDialog username={player.username} close={close} onDone={onRenamed} />}
      {open.value === 'swap' && <SwapDialog username={player.username} close={close} onDone={onRenamed} />}
      {open.value === 'spelling' && <SpellingDialog username={player.username} close={close} onDone={onChanged} />}
    </section>
  )
}
