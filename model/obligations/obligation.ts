/**
 * What a driver may leave undone when a notifier tells it of an event.
 *
 * An obligation is an event and the scenarios that announce it; a mirror is a driver that does everything that it is told
 * to. Whether such a driver may ignore the event is not written down here: it is searched, with a driver that ignores it.
 */
import { unfitFor } from '../availability.ts'
import { driverNamed } from '../drivers/index.ts'
import type { Told } from '../drivers/variants.ts'
import { scenarios } from '../scenarios/index.ts'
import type { Switches } from '../switches.ts'

export interface Obligation {
  /** Its row in the table. */
  readonly id: string
  readonly told: Told
  /** When it is announced. */
  readonly what: string
  /** What the driver does besides: a part of a variant's name, see ../drivers/variants.ts. */
  readonly besides?: string
  /** The scenarios in which device A is told so; a test holds that it is. */
  readonly scenarios: readonly string[]
  /** Whether a kernel says so at all; otherwise why not. */
  readonly missingOn?: (switches: Switches) => string | undefined
}

export interface Mirror {
  /** Its column in the table. */
  readonly id: string
  readonly what: string
  /** The driver that ignores nothing. */
  readonly driver: string
}

/** What comes of it, from the least to the most that a driver has to do. */
export const duties = ['may be ignored', 'only if the sequence still moves', 'never'] as const
export type Duty = (typeof duties)[number]

/** The driver that ignores nothing, the one that does nothing on the event, and the one that only moves the sequence. */
export function driversOf({ told, besides }: Obligation, { driver }: Mirror) {
  const base = besides === undefined ? driver : `${driver}/${besides}`
  return { base, ignoring: `${base}/ignores-${told}`, keeping: `${base}/bumps-${told}` }
}

/** Why a mirror cannot be device A's in any scenario of an obligation; `undefined` if it can. */
export function cannotBeAsked(obligation: Obligation, mirror: Mirror): string | undefined {
  const reasons = obligation.scenarios.map((scenario) => unfitIn(scenario, obligation, mirror))
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined
}

/** Why a mirror cannot be device A's in a scenario. */
export function unfitIn(scenario: string, obligation: Obligation, mirror: Mirror): string | undefined {
  const driver = driverNamed(driversOf(obligation, mirror).base)
  const needs = scenarios.find(({ name }) => name === scenario)?.needs
  return driver && unfitFor(driver, needs ?? [])
}

/** What was recorded of an obligation and a mirror. */
export interface Recorded {
  /** `not decided`: in each scenario something breaks whatever the driver does, or the mirror has nothing to lose. */
  readonly duty: Duty | 'not decided' | 'cannot be asked'
  /** What shows that less is not enough. */
  readonly because?: { readonly scenario: string; readonly property: string; readonly depth: number }
}

export const obligationKey = (obligation: Obligation, mirror: Mirror): string => `${obligation.id} ${mirror.id}`
