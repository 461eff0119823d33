/**
 * Changes to the kernel that were proposed and not taken: each a name for some settings of switches.
 *
 * `KERNEL+PROPOSAL` is that kernel with the settings in force. What a driver might do differently is a driver, not a
 * proposal.
 */
import type { Switches } from './switches.ts'

export interface Proposal {
  readonly name: string
  /** Its subject, as it was posted. */
  readonly title: string
  readonly by: string
  readonly posted: string
  readonly fate: string
  /** The kernel with everything that it was posted together with. */
  readonly kernel: string
  readonly set: Partial<Switches>
}

export const proposals: readonly Proposal[] = [
  {
    name: 'no-second-invalidation',
    title: '[PATCH v4 6/6] mm/migrate: remove range invalidation in migrate_vma_pages()',
    by: 'Ralph Campbell',
    posted: '23 July 2020',
    fate: 'not taken; 5e5dda81a0df (5.11) announces MIGRATE instead',
    kernel: '5.9',
    set: { holeNotify: 'none' },
  },
]
