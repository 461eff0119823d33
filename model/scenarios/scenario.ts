/** A scenario: which threads meet, and what must be seen for its verdict to mean something. */
import { thread, type Witness } from '../../checker/index.ts'
import type { Device } from '../names.ts'
import { cpuAccess } from '../paths/cpu-access.ts'
import { deviceAccess } from '../paths/device-access.ts'
import { getUserPages } from '../paths/get-user-pages.ts'
import { gpuDriver } from '../paths/gpu-driver.ts'
import { madviseDontneed } from '../paths/madvise-dontneed.ts'
import { munmap } from '../paths/munmap.ts'
import type { PathThread } from '../paths/path-thread.ts'
import type { System } from '../system.ts'

/** `once` runs every thread a fixed number of times; `forever` never stops: the strong claim. */
export type Mode = 'once' | 'forever'

export interface Scenario {
  readonly name: string
  readonly question: string
  /** Who runs. */
  readonly summary: string
  /** The verdict table has no rows for it: it exists for a claim's sake. */
  readonly unlisted?: true
  readonly devices: readonly Device[]
  readonly threads: (system: System, mode: Mode) => readonly PathThread[]
  readonly witnesses: (system: System, threads: readonly PathThread[]) => readonly Witness[]
}

/** How many operations a thread does in `once`. */
const input = (mode: Mode, rounds: number) => ({ rounds: mode === 'once' ? rounds : null })

/** A driver thread that migrates the address to its device. */
export function migrates(system: System, device: Device, mode: Mode): PathThread {
  const name = `GPU ${device} migrate`
  const machine = gpuDriver(system, name, device, { migrates: true, faults: [] })
  return { ref: thread(name, machine, { input: input(mode, 1) }), device }
}

/** A driver thread that serves device faults. */
export function faults(system: System, device: Device, mode: Mode, wants: readonly ('read' | 'write')[]): PathThread {
  const name = `GPU ${device} fault`
  const machine = gpuDriver(system, name, device, { migrates: false, faults: wants })
  return { ref: thread(name, machine, { input: input(mode, 1) }), device }
}

/** A driver thread that does both, one operation after the other. */
export function drives(system: System, device: Device, mode: Mode, wants: readonly ('read' | 'write')[]): PathThread {
  const name = `GPU ${device} driver`
  const machine = gpuDriver(system, name, device, { migrates: true, faults: wants })
  return { ref: thread(name, machine, { input: input(mode, 2) }), device }
}

/** The device itself, using its mirror. */
export function accesses(system: System, device: Device, mode: Mode, rounds = 1): PathThread {
  const name = `GPU ${device} access`
  return { ref: thread(name, deviceAccess(system, name, device), { input: input(mode, rounds) }), device }
}

/** A user-space thread that loads and stores. */
export function cpu(system: System, mode: Mode, rounds: number, name = 'CPU'): PathThread {
  return { ref: thread(name, cpuAccess(system, name), { input: input(mode, rounds) }), device: undefined }
}

/** Somebody who takes a reference on the page for a while. */
export function pins(system: System, mode: Mode): PathThread {
  const name = 'GUP'
  return { ref: thread(name, getUserPages(system, name), { input: input(mode, 1) }), device: undefined }
}

/** A user-space thread that calls madvise(MADV_DONTNEED). */
export function discards(system: System, mode: Mode): PathThread {
  const name = 'madvise'
  return { ref: thread(name, madviseDontneed(system, name), { input: input(mode, 1) }), device: undefined }
}

/** A user-space thread that unmaps the address; only once, whatever the mode. */
export function unmaps(system: System): PathThread {
  const name = 'munmap'
  return { ref: thread(name, munmap(system, name), { input: input('once', 1) }), device: undefined }
}
