import { walk } from './walk.ts'

walk('desktop')
