/**
 * A look without a lock: what it met may be newer than what has been told of, for a PTE is set before its line is drawn;
 * and it comes after a look at the sequence, with which it is one step in the model.
 */
import type { AnyMachineSnapshot } from 'xstate'
import type { LogObservation, PartRef } from '../../checker/index.ts'
import { stateOf } from './cell.ts'
import type { Journal } from './journal.ts'
import { LATE } from './line.ts'
import { pteState } from './pte-text.ts'
import type { Corrected, Walk } from './walk.ts'

/** The walk has looked, and is now where the observation says; whether that took a step. */
export function looksUnlocked(j: Journal, walk: Walk, observation: LogObservation): boolean {
  const { page, slot, name } = walk
  const next = slot.mm === undefined ? undefined : j.soon(slot.mm.id, page.va)
  const pte = walk.canon.address(page, slot).pte as PartRef
  const newer: Corrected = (part, seen) => (part === pte && next !== undefined ? pteState(next) : seen)
  const sooner: Corrected = (part, seen) =>
    part.name.startsWith('subscription') && seen.context.readers?.[name] === 'moved'
      ? stateOf(part.machine, seen.value as string, {
          ...seen.context,
          readers: { ...seen.context.readers, [name]: 'current' },
        })
      : seen
  // a mapping is counted until some time after its PTE was replaced
  const counted: Corrected = (part, seen) => {
    const other = page.slots.find((one) => one !== slot && walk.canon.address(page, one).pte === part)
    const was = other?.was.at(-1)
    return was === undefined || was.until < j.line.n - LATE ? seen : was.state
  }
  // what it met may have been replaced since, and somebody else may have held the page for a moment
  const before = recentlyAt(j, walk).map(
    (state): Corrected =>
      (part, seen) =>
        part === pte ? state : seen,
  )
  const ways: readonly Corrected[] = [
    (_, seen) => seen,
    sooner,
    newer,
    (part, seen) => newer(part, sooner(part, seen)),
    counted,
    ...before,
  ]
  const way = ways.find((corrected) => j.isPossible(walk, observation, corrected))
  if (way !== undefined) return j.step([walk], observation, way).length > 0
  const heldWay = ways.find((corrected) =>
    j.isPossible(walk, observation, (part, seen) => held(part, corrected(part, seen))),
  )
  const folios = [...page.frames].map((frame) => j.kernel.folio(frame, page))
  const were = folios.map(({ state }) => state)
  const steps = j.step(
    [walk],
    observation,
    heldWay === undefined ? undefined : (part, seen) => held(part, heldWay(part, seen)),
  )
  folios.forEach((cell, i) => {
    if (cell.state !== were[i]) j.set(cell, withRefs(cell.state, -1))
  })
  return steps.length > 0
}

/** What the PTE was since the walk's fault began. */
function recentlyAt(j: Journal, { task, slot }: Walk): AnyMachineSnapshot[] {
  const since = task.fault?.since ?? j.line.n - LATE
  return slot.was
    .filter(({ until }) => until > since)
    .map(({ state }) => state)
    .reverse()
}

const held: Corrected = (part, seen) =>
  part.name.startsWith('folio') && seen.value !== 'free' && seen.context.anonExclusive === false
    ? withRefs(seen, 1)
    : seen

const withRefs = (state: AnyMachineSnapshot, more: number): AnyMachineSnapshot =>
  stateOf(state.machine as never, state.value as object, { ...state.context, refs: state.context.refs + more })
