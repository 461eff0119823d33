/**
 * A small page migration protocol, sized for measuring: one virtual address, `devices` devices that migrate its page to
 * themselves, fault on it and write through their mirrors, and `cpus` processors that fault on it and write.
 *
 * Data is one bit: a write turns it, and `last written` turns with it. The model counts states and promises nothing; a
 * device that migrates leaves its own mirror alone and may go on writing through it.
 *
 *   devices  cpus       states        steps
 *         1     1       21,825       79,350
 *         1     2      254,317    1,145,976
 *         2     1    8,323,798   48,199,412
 *         2     2  149,320,674  996,697,458
 */
import { network, thread } from '../../checker/index.ts'
import { access } from './mini/access.ts'
import { cpu } from './mini/cpu.ts'
import { fault } from './mini/fault.ts'
import { createMemory } from './mini/memory.ts'
import { migrate } from './mini/migrate.ts'

/** The sizes that the counts above are for. */
interface MiniSizes {
  readonly devices?: number
  readonly cpus?: number
}

export function mini({ devices = 2, cpus = 1 }: MiniSizes = {}) {
  const memory = createMemory(devices)
  const deviceThreads = memory.devices.map((device) => [
    thread(`migrate ${device.name}`, migrate(memory, device)),
    thread(`fault ${device.name}`, fault(memory, device)),
    thread(`access ${device.name}`, access(memory, device)),
  ])
  const cpuThreads = Array.from({ length: cpus }, (_, index) => thread(`cpu ${index + 1}`, cpu(memory)))
  const mirrored = memory.devices.flatMap(({ mirror, page }) => [mirror, page])
  return network({
    objects: [memory.pte, memory.page, memory.lastWritten, ...mirrored],
    threads: [...deviceThreads.flat(), ...cpuThreads],
    symmetry: [
      {
        name: 'devices',
        members: memory.devices.map(({ name, mirror, page }, i) => ({
          parts: [mirror, page, ...(deviceThreads[i] ?? [])],
          names: [name],
        })),
      },
      { name: 'cpus', members: cpuThreads.map((cpu) => ({ parts: [cpu] })) },
    ],
  })
}
