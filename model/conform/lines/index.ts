/** Every kind of line, with the rule that explains it. */
import { Unexplained } from '../unexplained.ts'
import { deviceUse } from './device-access.ts'
import { deviceFault, storesSnapshot } from './device-fault.ts'
import { deviceFile } from './device-file.ts'
import { evicts } from './evict.ts'
import { faultsIn } from './fault-pte.ts'
import { copiesEntry, forks } from './fork.ts'
import { handleMmFault } from './handle-mm-fault.ts'
import { invalidateRange } from './invalidate-range.ts'
import { makesExclusive, storesExclusive } from './make-device-exclusive.ts'
import { migrateDeviceUnmap, unmapsElsewhere } from './migrate-device-unmap.ts'
import { mapsMigrated, migrateVmaDriver } from './migrate-vma-driver.ts'
import { migrateVmaFinalize, removesMigrationPte } from './migrate-vma-finalize.ts'
import { inserts, migrateVmaPages } from './migrate-vma-pages.ts'
import { collects, migrateVmaSetup } from './migrate-vma-setup.ts'
import { protects, zaps } from './producers.ts'
import { mustMakeSense } from './pte.ts'
import { copiesPinned, huge, movesFrom, movesTo } from './rarely.ts'
import type { Rule, Rules } from './rule.ts'
import { userMarks } from './user-marks.ts'

/** By `why=`. */
const ptes: Rules = {
  collect: asStep(collects),
  ttm: asStep(unmapsElsewhere),
  rmig: asStep(removesMigrationPte),
  insert: asStep(inserts),
  anon: faultsIn,
  file: faultsIn,
  cow: faultsIn,
  reuse: faultsIn,
  access: faultsIn,
  rexcl: faultsIn,
  excl: asStep(makesExclusive),
  zap: zaps,
  mprot: protects,
  fork_src: copiesEntry,
  fork_dst: copiesEntry,
  fork_copy: copiesPinned,
  mremap_from: movesFrom,
  mremap_to: movesTo,
}

/** By `why=`. */
const stores: Rules = {
  fault: asStep(storesSnapshot),
  migrate: asStep(mapsMigrated),
  atomic: asStep(storesExclusive),
}

const byWhy =
  (rules: Rules): Rule =>
  (line, journal, task) => {
    const why = line.fields.why ?? ''
    const rule = rules[why.replace(/_batch$/, '')]
    // the first of a batch: of the others there is no line
    if (why.endsWith('_batch')) journal.kernel.mm(line.fields.mm as string).untold = true
    if (rule === undefined)
      throw new Unexplained(
        `why=${line.fields.why} is no reason that the model knows; there are: ${Object.keys(rules).join(', ')}`,
      )
    return rule(line, journal, task)
  }

export const rules: Rules = {
  ...invalidateRange,
  ...migrateVmaSetup,
  ...migrateDeviceUnmap,
  ...migrateVmaDriver,
  ...migrateVmaPages,
  ...migrateVmaFinalize,
  ...evicts,
  ...handleMmFault,
  ...deviceFault,
  ...deviceUse,
  ...deviceFile,
  ...forks,
  ...userMarks,
  ...huge,
  pte: (line, journal, task) => {
    mustMakeSense(journal, line)
    return byWhy(ptes)(line, journal, task)
  },
  dm_store: byWhy(stores),
}

function asStep(explain: (...given: Parameters<Rule>) => void): Rule {
  return (...given) => {
    explain(...given)
    return undefined
  }
}
