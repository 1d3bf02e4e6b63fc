import { slug } from './router.ts'
import { begin } from './session.ts'

// The first import of all: the session is on its way while the rest of the script has yet to be run.
if (slug.value === undefined) void begin()
