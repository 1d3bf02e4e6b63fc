import { modes } from '../../../../shared/hiscores/boards.ts'
import { boardName } from '../../words/titles.ts'

const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The boards that a character can be tracked on, to choose from. */
export const boardOptions = [
  { value: 'auto', text: 'Find out, and follow the account' },
  ...modes.map((mode) => ({ value: mode as string, text: title(boardName(mode)) })),
]
