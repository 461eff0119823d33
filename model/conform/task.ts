/** What a task of the log is doing. */
import type { AnyMachineSnapshot } from 'xstate'
import type { Event } from '../drivers/driver.ts'
import type { Device, Frame } from '../names.ts'
import type { Line } from './line.ts'
import type { DeviceFile, Mm, Page } from './parts.ts'
import type { Walk } from './walk.ts'

/** An invalidation that a task has announced. */
export interface Announced {
  readonly event: Event
  readonly owner: Device | null
  /** As the log says it. */
  readonly said: string | undefined
  readonly start: number
  readonly end: number
  readonly mm: Mm
  /** The walks whose invalidation it is, and what opens it there. */
  readonly walks: readonly Walk[]
  readonly opens: string
  readonly via: readonly string[]
  /** Whose callbacks have been called. */
  readonly called: Set<DeviceFile>
  /** Who was in the tree when it was opened, and has not been called. */
  readonly toCall: Set<DeviceFile>
  /** Whether the walks are over with it. */
  readonly ends: boolean
  state: 'announced' | 'open' | 'closed'
}

/** migrate_vma_setup() to migrate_vma_finalize(). */
export interface Migration {
  readonly start: number
  readonly end: number
  readonly mm: Mm | undefined
  readonly device: Device | undefined
  /** As the log says it. */
  readonly owner: string | undefined
  readonly toSystem: boolean
  readonly walks: Map<number, Walk>
  /** By index. */
  readonly at: (i: number) => Walk | undefined
  stage: 'setup' | 'unmap' | 'listed' | 'driver' | 'pages' | 'mapped' | 'finalize'
  /** The pages of which a call has told: it tells of each. */
  readonly told: Set<Walk>
  /** By kind of line, the last page that one was of: they come in order. */
  readonly last: Map<string, number>
  /** Device pages that were allocated and not yet filled. */
  readonly allocated: Set<string>
}

/** handle_mm_fault() */
export interface Fault {
  readonly va: number
  readonly mm: Mm
  readonly walk: Walk
  /** Whether the walk does nothing else. */
  readonly own: boolean
  /** The number of the line with which it began. */
  readonly since: number
}

/** A driver fills its mirror. */
export interface RangeFault {
  readonly file: DeviceFile
  walks: Walk[]
  begun: boolean
  /** Whether the sequence has been remembered that it begins with. */
  remembers: boolean
  start: number
  end: number
  write: boolean
  /** The sequence that it remembers. */
  seq: number | undefined
}

export class Task {
  readonly name: string
  readonly windows: Announced[] = []
  readonly faults: Fault[] = []
  readonly migrations: Migration[] = []
  ioctl:
    | {
        readonly command: string
        readonly file: DeviceFile
        readonly va: number
        readonly pages: number
        /** The number of its first line. */
        readonly since: number
      }
    | undefined
  rangeFault: RangeFault | undefined
  exclusives: Map<number, Walk> | undefined
  forking:
    | {
        readonly parent: Mm
        readonly child: Mm
        readonly walks: Map<Page, Walk>
        /** The page whose entry has just been left in the parent: the child's is next. */
        copied?: Page | undefined
      }
    | undefined
  /** Entries of a mirror that a callback has erased, and the log is about to tell of. */
  erased: { readonly file: DeviceFile; readonly va: number; readonly frame: Frame | null; readonly may: boolean }[] = []
  /** A driver looks at the page table without filling its mirror. */
  snapshot: { readonly file: DeviceFile; readonly since: number } | undefined
  /** A page that the log says is free, though the PTE that mapped it is told of only next. */
  freed: Frame | undefined
  /** An entry that mremap() has taken from one address and not yet put at another. */
  moved: AnyMachineSnapshot | undefined
  first: Line | undefined
  /** The number of its last line. */
  previous = 0
  access: { readonly file: DeviceFile; readonly va: number; readonly frame: Frame | null } | undefined

  constructor(name: string) {
    this.name = name
  }

  get window(): Announced | undefined {
    return this.windows.at(-1)
  }

  get migration(): Migration | undefined {
    return this.migrations.at(-1)
  }

  get fault(): Fault | undefined {
    return this.faults.at(-1)
  }
}
