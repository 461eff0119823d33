/**
 * Which switches a run looks at. A run is a function of what it looks at, so it is the same run for every kernel that
 * agrees on those. That would no longer be true if something kept what it learned of a kernel from one run to the next.
 */
import type { Switches, SwitchName } from './switches.ts'

interface WatchedSwitches {
  /** The same switches; looking at one is noted. */
  readonly switches: Switches
  /** What was looked at up to now. */
  readonly lookedAt: () => readonly SwitchName[]
}

let isNoting = true

/**
 * What a step says of itself decides nothing, so what is looked at for that is not noted. It must be something that the
 * run looks at anyway before it comes to the step, or what is printed would be of another kernel.
 */
export function inWords<Words>(say: () => Words): Words {
  const before = isNoting
  isNoting = false
  try {
    return say()
  } finally {
    isNoting = before
  }
}

export function watchSwitches(switches: Switches): WatchedSwitches {
  const seen = new Set<SwitchName>()
  const note = (name: string | symbol) => {
    if (isNoting && Object.hasOwn(switches, name)) seen.add(name as SwitchName)
  }
  const watched = new Proxy(switches, {
    get(target, name) {
      note(name)
      return Reflect.get(target, name)
    },
    getOwnPropertyDescriptor(target, name) {
      note(name)
      return Reflect.getOwnPropertyDescriptor(target, name)
    },
  })
  return { switches: watched, lookedAt: () => [...seen] }
}
