/** A thread of a search. Between rounds it waits for a message; it takes no time then. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Relayout, Round, Spreading } from './messages.ts'
import { Searcher } from './searcher.ts'

if (parentPort === null) throw new Error('this is a worker thread; it is not started on its own')
const port = parentPort
const searcher = new Searcher(workerData as number)
port.on('message', (asked: Round | Spreading | Relayout) => {
  if ('part' in asked) port.postMessage(searcher.spread(asked))
  else if ('piece' in asked) port.postMessage(searcher.relayout(asked))
  else port.postMessage(searcher.round(asked))
})
