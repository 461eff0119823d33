import type { Status } from '../../model/index.ts'
import type { Colors } from '../output.ts'

const paint = { confirmed: 'green', refuted: 'red', conditional: 'yellow', undecided: 'yellow' } as const

export const showStatus = (status: Status, colors: Colors): string =>
  colors.bold(colors[paint[status]](status.toUpperCase()))
