import { bugs } from '../../model/index.ts'

/** The bugs of the history that a mutation stands for, each with the commit that fixed it: `S5 962d684b5dc0`. */
export const standsFor = (ids: readonly string[]): string =>
  ids.map((id) => [id, ...(fixOf(id) === undefined ? [] : [fixOf(id)])].join(' ')).join(', ')

const fixOf = (id: string): string | undefined => bugs.find((bug) => bug.id === id)?.fixes[0]?.commit
