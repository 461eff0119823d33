/** mmap_lock and the VMA below it. */
import { type Actor, here } from '../actor.ts'
import type { Given } from './word.ts'

export function lockWords(actor: Actor) {
  const lock = ({ context, event }: Given) => event.see(here(actor, context).mm.mmapLock).value
  const vma = ({ context, event }: Given) => event.see(here(actor, context).vma).value
  const forbidsWrite = (given: Given) => given.context.write && vma(given) === 'read-only'
  const tell =
    (type: 'mmap_read_lock' | 'mmap_read_unlock' | 'mmap_write_lock' | 'mmap_write_unlock' | 'mmap_write_downgrade') =>
    ({ context, event }: Given) =>
      event.tell(here(actor, context).mm.mmapLock, { type })
  return {
    guards: {
      // told apart only once the lock is to be had: until then the answer could still change
      'vma is gone': (given: Given) => lock(given) !== 'write' && vma(given) === 'detached',
      'mmap_lock admits a reader': (given: Given) => lock(given) !== 'write' && vma(given) !== 'unborn',
      'mmap_lock is free': (given: Given) => lock(given) === 'free',
      'vma is unborn no more': (given: Given) => vma(given) !== 'unborn',
      'vma forbids the write': forbidsWrite,
      'vma forbids the write, mmap_lock admits a reader': (given: Given) =>
        lock(given) !== 'write' && forbidsWrite(given),
    },
    actions: {
      mmap_read_lock: tell('mmap_read_lock'),
      mmap_read_unlock: tell('mmap_read_unlock'),
      mmap_write_lock: tell('mmap_write_lock'),
      mmap_write_unlock: tell('mmap_write_unlock'),
      mmap_write_downgrade: tell('mmap_write_downgrade'),
      'detach the vma': ({ context, event }: Given) => event.tell(here(actor, context).vma, { type: 'detach' }),
    },
  }
}
