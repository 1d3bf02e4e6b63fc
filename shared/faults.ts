import { en } from 'zod/locales'
import { config } from 'zod/mini'

// What a schema finds wrong is told in words, which zod/mini leaves out unless they are asked for.
config(en())
