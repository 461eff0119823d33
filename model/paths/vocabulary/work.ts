/** Work that is done on every CPU, and code that does not let it be done. */
import type { Actor } from '../actor.ts'
import type { Given } from './word.ts'

export function workWords({ system, self }: Actor) {
  const own = system.cpus.get(self)
  const cpus = [...system.cpus.values()]
  return {
    guards: {
      'no work is queued': ({ event }: Given) => cpus.every((cpu) => event.see(cpu).matches({ work: 'none' })),
      'work is queued on a CPU that schedules': ({ event }: Given) =>
        cpus.some((cpu) => event.see(cpu).matches({ code: 'schedules', work: 'queued' })),
    },
    actions: {
      'queue work on every CPU': ({ event }: Given) => {
        for (const cpu of cpus) event.tell(cpu, { type: 'queue_work_on' })
      },
      'do the work': ({ event }: Given) => {
        const cpu = cpus.find((cpu) => event.see(cpu).matches({ code: 'schedules', work: 'queued' }))
        if (cpu !== undefined) event.tell(cpu, { type: 'process_one_work' })
      },
      /** Goes on in the kernel, without a rest. */
      spin: ({ event }: Given) => {
        if (own !== undefined) event.tell(own, { type: 'spin' })
      },
      /** Sleeps, or comes to where it may. */
      schedule: ({ event }: Given) => {
        if (own !== undefined) event.tell(own, { type: 'schedule' })
      },
    },
  }
}
