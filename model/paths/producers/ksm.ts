/**
 * KSM merges the page with another of the same bytes: it write-protects it, compares, and maps the other one.
 *
 * Kernel:  try_to_merge_one_page(), write_protect_page(), replace_page()   mm/ksm.c
 * Facts:   mmap_lock is held for reading, and the page's lock throughout. Two invalidations: between them the page may be
 *          written again after a fault, which the second finds out by comparing the PTE.
 * Abstracts: the other page is one of another process, so it appears with the right bytes when it is compared, or not at
 *          all: a page is free or not. That process's mapping is not modelled, so a write finds the page in one hand and
 *          may make it writable in place, as 5.1 to 5.18 did with the last mapping, where other kernels copy it.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

const file = 'mm/ksm.c'

export const ksm: Producer = {
  name: 'ksm',
  summary: 'KSM merges the page with another of the same bytes',
  file: 'model/paths/producers/ksm.ts',
  mmapLock: 'read',
  folioLock: 'trylock',
  newPage: true,
  begins: at('try_to_merge_one_page', file),
  ways: [{ says: 'takes mmap_lock for reading, and a reference' }],
  acts: [
    { act: 'start', event: 'CLEAR', at: at('write_protect_page', file) },
    {
      act: 'change',
      at: at('write_protect_page', file),
      says: 'takes the write bit',
      needs: ['the locked page is mapped', 'nobody else holds the page'],
      pte: { present: 'write-protect and share' },
      flush: 'cpu',
    },
    { act: 'end' },
    {
      act: 'change',
      at: at('pages_identical', file),
      says: 'finds a page with the same bytes',
      page: 'copy to the new page',
    },
    { act: 'start', event: 'CLEAR', at: at('replace_page', file) },
    {
      act: 'change',
      at: at('replace_page', file),
      says: 'maps the other page, read-only',
      needs: ['the locked page is mapped, read-only'],
      pte: { present: 'merge' },
      flush: 'cpu',
    },
    { act: 'end' },
  ],
  finishes: at('try_to_merge_one_page', file),
}
