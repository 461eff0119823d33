/** Changes of meaning and rejected patches. */
import type { Bug } from './bug.ts'

export const proposalBugs: readonly Bug[] = [
  {
    id: 'A1',
    title: 'remove the invalidation in `migrate_vma_pages()`: patch v4 6/6, July 2020',
    fixes: [],
    fate: 'rejected; 5e5dda81a0df (5.11) keeps it, as MIGRATE with the owner',
    reach: {
      finds: { scenario: 'hole-race', kernel: '5.11', set: { holeNotify: 'none' } },
      repaired: { scenario: 'hole-race', kernel: '5.11' },
    },
  },
  {
    id: 'A2',
    title: "a migration collects other devices' pages; one field chose between own and system pages",
    fixes: [
      { commit: '800bb1c8dc80', release: '5.7' },
      { commit: '5143192cd410', release: '5.9' },
      { commit: '998427b3ad2c', release: '5.9' },
    ],
    reach: {
      finds: { scenario: 'hole-race', kernel: '5.6' },
      repaired: { scenario: 'hole-race', kernel: '5.7' },
      remark: 'the two meanings of one field, up to 5.8, are not modelled: it is filled in as meant',
    },
  },
  {
    id: 'A3',
    title: 'consumers that skip invalidations thought harmless',
    fixes: [],
    fate: 'proposals of 2018 and 2019, not enabled',
    reach: {
      finds: { scenario: 'soft-dirty', driver: 'contract/ignores-SOFT_DIRTY' },
      repaired: { scenario: 'soft-dirty', driver: 'contract/read-only/ignores-SOFT_DIRTY' },
      remark: 'a device that only reads may ignore what changes permissions, and nothing else',
    },
  },
]
