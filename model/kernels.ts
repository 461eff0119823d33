/** The kernel versions: one value per switch, which is the whole difference that the model knows between them. */
import { type Proposal, proposals } from './proposals.ts'
import { type Switches, type SwitchInfo, switches } from './switches.ts'
import { compareReleases, hasTaken, isRelease, newest, oldest, seriesOf } from './versions/release.ts'

export interface Kernel {
  /** A release, `6.12` or `6.12.17`; with a proposal, `5.9+no-second-invalidation`. */
  readonly name: string
  /** What this version changed, as far as the switches tell. */
  readonly summary: string
  readonly switches: Switches
}

/** Supported for years, so asked for, whether they changed anything or not. */
const longTerm = ['4.14', '4.19', '5.4', '5.10', '5.15', '6.1', '6.6', '6.12', '6.18']

/** Every release in which a switch changed, by mainline or by a back-port, the long-term ones, and the newest. */
const listed = [...new Set([...changing(), ...longTerm, newest])].sort(compareReleases)

/** The kernels worth naming, oldest first. Every other release is like one of these: see `kernelNamed`. */
export const kernels: readonly Kernel[] = listed.map(kernelOf)

/** The one that is meant unless another is named. */
export const newestKernel: Kernel = kernelOf(newest)

/**
 * The kernel of that name, if there is one: any release from 4.14 on, mainline or stable, listed or not, with any
 * proposals. Of a stable release it has the back-ports that are known: those in ./versions.
 */
export function kernelNamed(name: string): Kernel | undefined {
  const [release = '', ...chosen] = name.split('+')
  if (!isRelease(release)) return undefined
  const base = kernelOf(release)
  if (chosen.length === 0) return base
  const found = chosen.map((name) => proposals.find((proposal) => proposal.name === name))
  if (!found.every((proposal) => proposal !== undefined)) return undefined
  return withProposals(base, found)
}

function kernelOf(release: string): Kernel {
  return { name: release, summary: summaryOf(release), switches: switchesOf(release) }
}

function withProposals(base: Kernel, chosen: readonly Proposal[]): Kernel {
  let { switches } = base
  for (const { set } of chosen) switches = { ...switches, ...set }
  return {
    name: [base.name, ...chosen.map(({ name }) => name)].join('+'),
    summary: [base.name, ...chosen.map(({ title }) => `with ${title}`)].join(' '),
    switches,
  }
}

/** The newest value of each switch that the release has taken. */
function switchesOf(release: string): Switches {
  const newestOf = ({ values }: SwitchInfo) =>
    values.findLast(({ since }) => since !== undefined && hasTaken(release, since))?.value
  return Object.fromEntries(switches.map((info) => [info.name, newestOf(info)])) as unknown as Switches
}

function summaryOf(release: string): string {
  if (release === oldest) return 'the first with migrate_vma()'
  const isStable = seriesOf(release) !== release
  const before = listed.findLast(
    (other) =>
      compareReleases(other, release) < 0 &&
      (isStable ? seriesOf(other) === seriesOf(release) : seriesOf(other) === other),
  )
  const [old, now] = [switchesOf(before ?? seriesOf(release)), switchesOf(release)]
  const changed = switches.filter(({ name }) => old[name] !== now[name]).map(({ name }) => `${name}=${now[name]}`)
  return changed.join(', ') || 'no change'
}

function changing(): string[] {
  return switches
    .flatMap(({ values }) => values)
    .flatMap(({ since }) => (since === undefined ? [] : [since.release, ...(since.backports ?? [])]))
}
