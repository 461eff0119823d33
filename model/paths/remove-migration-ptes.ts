/**
 * remove_migration_ptes(): the reverse map is walked one mapping at a time, each under its own page-table lock.
 *
 * Kernel:  remove_migration_ptes(), remove_migration_pte()   mm/migrate.c
 * Needs:   an entry with a page, and `walk the reverse map` done.
 */
import { at } from './path.ts'

/** The name of the step; promises look for it. */
export const removeMigrationPtes = 'remove_migration_ptes'

/**
 * The event of the state that walks; goes on to `next` after the last mapping.
 *
 * @param first what is done before the walk, in the step that visits the first mapping
 */
export function removesMigrationPtes(
  next: string,
  description: string,
  { first }: { readonly first: readonly 'put what stays on the LRU, at first'[] } = { first: [] },
) {
  const visit = ['replace migration entry', 'visit the next mapping'] as const
  const meta = at('remove_migration_ptes', 'mm/migrate.c')
  return {
    [removeMigrationPtes]: [
      {
        guard: 'more mappings to visit' as const,
        actions: [...first, 'lock the reverse map' as const, ...visit],
        meta,
        description,
      },
      { target: next, actions: [...first, 'unlock the reverse map' as const, ...visit], meta, description },
    ],
  }
}
