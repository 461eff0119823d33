/** What is measured: each network beside its Promela twin, in full size and in a size for a quick look. */
import type { Network } from '../checker/index.ts'
import { mini } from './models/mini.ts'
import { twoPhaseCommit } from './models/two-phase-commit.ts'

export const caseNames = ['mini', 'two-phase-commit', 'mini-2-cpus'] as const
export type CaseName = (typeof caseNames)[number]

export interface Case {
  readonly size: string
  readonly network: () => Network
  /** The model's file in `bench/spin`. */
  readonly promela: string
  readonly defines: readonly string[]
  /** Search depth and size of the hash table (a power of two), chosen so that SPIN is neither cut short nor slowed down. */
  readonly panOptions: readonly string[]
  /** What SPIN says that a state takes: the depth of its minimised automaton. */
  readonly vectorBytes: number
  /** What SPIN counts and the network does not: the state before its processes run, and the ways to get to the start. */
  readonly spinCountsMore: { readonly states: number; readonly transitions: number }
}

const miniCase = (devices: number, cpus: number, vectorBytes: number, panOptions: readonly string[]): Case => ({
  size: `devices: ${devices}, processors: ${cpus}`,
  network: () => mini({ devices, cpus }),
  promela: 'mini.pml',
  vectorBytes,
  defines: [`-DDEVICES=${devices}`, `-DCPUS=${cpus}`],
  panOptions,
  spinCountsMore: { states: 1, transitions: 2 },
})

const twoPhaseCommitCase = (count: number, panOptions: readonly string[]): Case => ({
  size: `resource managers: ${count}`,
  network: () => twoPhaseCommit(count).network,
  promela: 'two-phase-commit.pml',
  vectorBytes: 48,
  defines: [`-DN=${count}`],
  panOptions,
  spinCountsMore: { states: 0, transitions: 1 },
})

const full: Record<CaseName, Case> = {
  mini: miniCase(2, 1, 72, ['-m200000', '-w24']),
  'two-phase-commit': twoPhaseCommitCase(9, ['-m1000', '-w24']),
  'mini-2-cpus': miniCase(2, 2, 80, ['-m4000000', '-w28']),
}

const quick: Record<CaseName, Case> = {
  mini: miniCase(1, 1, 72, ['-m200000', '-w19']),
  'two-phase-commit': twoPhaseCommitCase(7, ['-m1000', '-w19']),
  'mini-2-cpus': miniCase(1, 2, 80, ['-m200000', '-w19']),
}

export const caseOf = (name: CaseName, isQuick: boolean): Case => (isQuick ? quick : full)[name]
