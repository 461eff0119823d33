/** A thread of a search. Between rounds it waits for a message; it takes no time then. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Round, Spreading } from './messages.ts'
import { Searcher } from './searcher.ts'

if (parentPort === null) throw new Error('this is a worker thread; it is not started on its own')
const port = parentPort
const searcher = new Searcher(workerData as number)
port.on('message', (asked: Round | Spreading) =>
  port.postMessage('part' in asked ? searcher.spread(asked) : searcher.round(asked)),
)
