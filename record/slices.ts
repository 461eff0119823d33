/** Parts of machines that are drawn on their own, for docs/protocol-in-pictures.md. */
interface Slice {
  /** Kept as `docs/diagrams/NAME.svg`. */
  readonly name: string
  readonly title: string
  readonly machine: string
  /** By path. What their arrows lead to is drawn as a stub. */
  readonly states: readonly string[]
}

const inside = (state: string, ...states: readonly string[]): string[] => states.map((inner) => `${state}.${inner}`)

export const slices: readonly Slice[] = [
  {
    name: 'gpu-migrate.setup',
    title: 'migrate_vma_setup()',
    machine: 'gpu-migrate',
    states: inside('migrating', 'setup', 'setup: callbacks', 'collect', 'collected', 'unmap'),
  },
  {
    name: 'gpu-migrate.pages',
    title: 'the driver copies, then migrate_vma_pages()',
    machine: 'gpu-migrate',
    states: inside('migrating', 'driver', 'pages', 'hole: callbacks', 'hole: insert', 'pages: end'),
  },
  {
    name: 'gpu-migrate.finalize',
    title: 'the driver updates its table, then migrate_vma_finalize()',
    machine: 'gpu-migrate',
    states: inside('migrating', 'update', 'finalize', 'unlock'),
  },
  {
    name: 'gpu-fault.snapshot',
    title: 'snapshot, check, store',
    machine: 'gpu-fault',
    states: ['idle', ...inside('faulting', 'lock', 'walk', 'wait', 'check', 'begin again', 'store')],
  },
  {
    name: 'cpu.fault',
    title: 'handle_mm_fault() on a page that is away',
    machine: 'cpu',
    states: inside('fault', 'look', 'wait', 'device page', 'call driver', 'put'),
  },
]
