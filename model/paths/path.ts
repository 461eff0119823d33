/**
 * What all kernel paths are written in: the questions and deeds that their steps are made of. A path itself is only
 * states and transitions. Words that only one path needs are that path's own: `common.extend({ … })` of the setup that it
 * shares with the parts it is made of.
 */
import { type AnyStateMachine, setup } from 'xstate'
import { ModelError, type Step } from '../../checker/index.ts'
import type { Driver } from '../drivers/driver.ts'
import type { Actor } from './actor.ts'
import type { Locals } from './locals.ts'
import { accessWords } from './vocabulary/access.ts'
import { faultWords } from './vocabulary/fault.ts'
import { lifetimeWords } from './vocabulary/lifetime.ts'
import { lockWords } from './vocabulary/locks.ts'
import { migrationWords } from './vocabulary/migration.ts'
import { mmUserWords } from './vocabulary/mm-users.ts'
import { pinWords } from './vocabulary/pins.ts'
import { rangeFaultWords } from './vocabulary/range-fault.ts'
import { referenceWords } from './vocabulary/reference.ts'
import { rmapWords } from './vocabulary/rmap.ts'
import { roundWords } from './vocabulary/rounds.ts'
import { serialiseWords } from './vocabulary/serialise.ts'
import { swapInWords } from './vocabulary/swap-in.ts'
import { windowWords } from './vocabulary/window.ts'
import { workWords } from './vocabulary/work.ts'

/** A kernel path: something that a thread can do. Each is one file, and one line in ./index.ts. */
export interface Path {
  /** For `hmmcheck diagram`; also the thread's name where a scenario gives none. */
  readonly name: string
  readonly summary: string
  /** Where it is written down. */
  readonly file: string
  readonly machine: (actor: Actor) => AnyStateMachine
  /** The driver that it is drawn with, if the contract's has no use for it. */
  readonly drawnWith?: Driver
}

/** A step is named after the kernel function that it stands for. */
export type PathEvent = Step<string>

/** Every word that all paths share. */
export function words(actor: Actor) {
  const locks = lockWords(actor)
  const window = windowWords(actor)
  const migration = migrationWords(actor)
  const rmap = rmapWords(actor)
  const fault = faultWords(actor)
  const swapIn = swapInWords(actor)
  const rangeFault = rangeFaultWords(actor)
  const access = accessWords(actor)
  const reference = referenceWords(actor)
  const lifetime = lifetimeWords(actor)
  const pins = pinWords(actor)
  const serialise = serialiseWords(actor)
  const work = workWords(actor)
  const mmUsers = mmUserWords(actor)
  return {
    guards: {
      ...locks.guards,
      ...window.guards,
      ...migration.guards,
      ...rmap.guards,
      ...fault.guards,
      ...swapIn.guards,
      ...rangeFault.guards,
      ...access.guards,
      ...reference.guards,
      ...lifetime.guards,
      ...pins.guards,
      ...serialise.guards,
      ...work.guards,
      ...mmUsers.guards,
      ...roundWords.guards,
    },
    actions: {
      ...locks.actions,
      ...window.actions,
      ...migration.actions,
      ...rmap.actions,
      ...fault.actions,
      ...swapIn.actions,
      ...rangeFault.actions,
      ...access.actions,
      ...reference.actions,
      ...lifetime.actions,
      ...pins.actions,
      ...serialise.actions,
      ...work.actions,
      ...mmUsers.actions,
      ...roundWords.actions,
    },
  }
}

/**
 * The XState setup in which the paths of one thread are written.
 *
 * @throws ModelError where a path extends it by a word that all paths share: what this path shares with others would change
 */
export function pathSetup(actor: Actor) {
  const shared = words(actor)
  const common = setup({
    types: { context: {} as Locals, events: {} as PathEvent, input: {} as { rounds: number | null } | undefined },
    ...shared,
  })
  const { extend } = common
  common.extend = (own) => {
    const taken = [...bothIn(own.guards, shared.guards), ...bothIn(own.actions, shared.actions)]
    if (taken.length > 0)
      throw new ModelError(`all paths share the word "${taken[0]}"; a path's own needs another name`)
    return extend(own)
  }
  return common
}

const bothIn = (own: object = {}, shared: object) => Object.keys(own).filter((word) => Object.hasOwn(shared, word))

export type PathSetup = ReturnType<typeof pathSetup>

/** Where a step is in the kernel; shown in traces and diagrams. */
export const at = (name: string, file: string) => ({ function: name, file })
