/** What is checked by three tools: small scenarios of every kind, those that hold and those that break. */
import type { Network, Property } from '../../checker/index.ts'
import { configure } from '../../model/index.ts'
import { diningPhilosophers } from '../models/dining-philosophers.ts'
import { twoPhaseCommit } from '../models/two-phase-commit.ts'

export interface CrossCase {
  readonly name: string
  readonly build: () => { readonly network: Network; readonly properties: readonly Property[] }
}

const scenario = (name: string, kernel: string, drivers: Readonly<Record<string, string>> = {}): CrossCase => ({
  name: [name, kernel, ...new Set(Object.values(drivers))].join(' '),
  build: () => configure({ scenario: name, kernel, drivers, mode: 'once' }),
})

export const crossCases: readonly CrossCase[] = [
  { name: 'dining philosophers', build: () => ({ network: diningPhilosophers(3).network, properties: [] }) },
  { name: 'two-phase commit', build: () => ({ network: twoPhaseCommit(4).network, properties: [] }) },
  scenario('own-fault', '7.0'),
  scenario('own-fault', '5.9', { A: 'test_hmm' }),
  scenario('cpu-vs-gpu', '6.12'),
  scenario('discard', '5.4'),
  scenario('fault-race', '5.11'),
  scenario('unmap', '5.7'),
  scenario('pinned', '7.0'),
  scenario('register', '5.7'),
  scenario('register', '6.1'),
  scenario('oom', '5.11'),
  scenario('range-fault', '6.12'),
  scenario('sva', '6.1'),
  scenario('lru', '5.11'),
  scenario('reclaim', '5.11'),
  scenario('exit', '7.0'),
  scenario('uprobes', '7.0'),
  scenario('ksm', '7.0'),
  scenario('hole-race', '5.11'),
]
