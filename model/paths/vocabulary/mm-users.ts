/** References on an address space, where they are kept: see ../../shape.ts. */
import type { ObjectRef } from '../../../checker/index.ts'
import type { mmUsers } from '../../objects/mm-users.ts'
import type { Actor } from '../actor.ts'
import type { Given } from './word.ts'

export function mmUserWords({ addresses, subscriber, self }: Actor) {
  // whoever counts users works for one address space
  const users = addresses[0]?.mm.users as ObjectRef<typeof mmUsers>
  const tell =
    (type: 'mmget' | 'mmput' | 'exit_mmap') =>
    ({ event }: Given) =>
      event.tell(users, { type })
  return {
    guards: {
      'mm has users': ({ event }: Given) => event.see(users).value === 'used',
      'last user of the mm': ({ event }: Given) => event.see(users).context.users === 1,
      'nobody uses the mm any more': ({ event }: Given) => event.see(users).value === 'unused',
      'its driver lock is not held here': ({ event }: Given) =>
        subscriber === undefined || event.see(subscriber.mutex).context.holder !== self,
    },
    actions: { mmget: tell('mmget'), mmput: tell('mmput'), exit_mmap: tell('exit_mmap') },
  }
}
