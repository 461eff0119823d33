/** What a kind of line is, to the model: which step of which path, and what it says of that step. */
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import type { Task } from '../task.ts'

/**
 * Explains a line, or throws `Unexplained`. What it returns is why the line is ignored: the model has no word for it.
 */
export type Rule = (line: Line, journal: Journal, task: Task) => string | undefined

/** By the line's event, `ev=`. */
export type Rules = Readonly<Record<string, Rule>>
