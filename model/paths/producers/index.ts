import type { Producer } from '../producer.ts'
import { madviseDontneed } from './madvise-dontneed.ts'
import { munmap } from './munmap.ts'

/** Every producer of invalidations but migration itself, by name. */
export const producers: readonly Producer[] = [madviseDontneed, munmap]
