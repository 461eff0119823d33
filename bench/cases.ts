/** What is measured: networks beside their Promela twins, and scenarios exported, each also in a size for a quick look. */
import type { Network } from '../checker/index.ts'
import { mini } from './models/mini.ts'
import { twoPhaseCommit } from './models/two-phase-commit.ts'

export const caseNames = ['mini', 'two-phase-commit', 'mini-2-cpus', 'hole-race', 'mremap'] as const
export type CaseName = (typeof caseNames)[number]

export interface Case {
  readonly size: string
  readonly network: () => Network | Promise<Network>
  /** The model's file in `bench/spin`; nothing where the network itself is exported. */
  readonly promela: string | undefined
  /** What to tell `hmmcheck export`; nothing where there is a twin. */
  readonly exported: readonly string[] | undefined
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
  exported: undefined,
  vectorBytes,
  defines: [`-DDEVICES=${devices}`, `-DCPUS=${cpus}`],
  panOptions,
  spinCountsMore: { states: 1, transitions: 2 },
})

const twoPhaseCommitCase = (count: number, panOptions: readonly string[]): Case => ({
  size: `resource managers: ${count}`,
  network: () => twoPhaseCommit(count).network,
  promela: 'two-phase-commit.pml',
  exported: undefined,
  vectorBytes: 48,
  defines: [`-DN=${count}`],
  panOptions,
  spinCountsMore: { states: 0, transitions: 1 },
})

/** A scenario without its promises: deadlocks and illegal events are what all look for. */
const exportedCase = (
  scenario: string,
  drivers: Readonly<Record<string, string>>,
  mode: 'once' | 'forever',
  panOptions: readonly string[],
): Case => ({
  size: [scenario, '6.12', ...Object.values(drivers), mode].join(', '),
  network: async () => {
    const { configure } = await import('../model/index.ts') // a quarter of a second that the other cases are spared
    return configure({ scenario, kernel: '6.12', drivers, mode }).network
  },
  promela: undefined,
  exported: [
    ...[scenario, '--kernel', '6.12', `--${mode}`, '--property', 'no-illegal-event'],
    ...Object.entries(drivers).flatMap(([device, driver]) => ['--driver', `${device}=${driver}`]),
  ],
  vectorBytes: 64,
  defines: [],
  panOptions,
  spinCountsMore: { states: 0, transitions: 1 },
})

const noXnack = { A: 'amdkfd-noxnack', B: 'amdkfd-noxnack' }

const full: Record<CaseName, Case> = {
  mini: miniCase(2, 1, 72, ['-m200000', '-w24']),
  'two-phase-commit': twoPhaseCommitCase(9, ['-m1000', '-w24']),
  'mini-2-cpus': miniCase(2, 2, 80, ['-m16000000', '-w28']),
  'hole-race': exportedCase('hole-race', noXnack, 'forever', ['-m4000000', '-w22']),
  mremap: exportedCase('mremap', {}, 'once', ['-m1000000', '-w20']),
}

const quick: Record<CaseName, Case> = {
  mini: miniCase(1, 1, 72, ['-m200000', '-w19']),
  'two-phase-commit': twoPhaseCommitCase(7, ['-m1000', '-w19']),
  'mini-2-cpus': miniCase(1, 2, 80, ['-m200000', '-w19']),
  'hole-race': exportedCase('range-fault', {}, 'once', ['-m10000', '-w16']),
  mremap: exportedCase('pinned', {}, 'once', ['-m10000', '-w16']),
}

export const caseOf = (name: CaseName, isQuick: boolean): Case => (isQuick ? quick : full)[name]
