/** What each kind of mirror must do on each event, when it was last reviewed. Written by `npm run record`. */
import type { Recorded } from './obligation.ts'

export const expectedObligations: Readonly<Record<string, Recorded>> = {}
