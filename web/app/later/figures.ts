export { Board } from '../screens/board/board.tsx'
export { Player } from '../screens/player/player.tsx'
