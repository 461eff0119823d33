/** One measured run of the checker: `node search.js mini full 2 [no-parents]`, counts as JSON on standard output. */
import { check } from '../checker/index.ts'
import { caseNames, caseOf } from './cases.ts'

const [, , wanted, size, workers, parents] = process.argv
const name = caseNames.find((candidate) => candidate === wanted)
if (name === undefined) throw new Error(`no case is named ${wanted}; there are ${caseNames.join(', ')}`)
const { verdict, states, transitions, bytesPerState } = await check(
  await caseOf(name, size === 'quick').network(),
  {},
  { workers: Number(workers), parents: parents !== 'no-parents' },
)
if (verdict !== 'holds') throw new Error(`${name} should hold, but the verdict is ${verdict}`)
console.log(JSON.stringify({ states, transitions, searchBytesPerState: bytesPerState }))
