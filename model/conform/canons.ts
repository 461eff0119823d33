/** The model's systems that a log needs: one for each number of address spaces that share a page. */
import type { Driver } from '../drivers/driver.ts'
import type { Device } from '../names.ts'
import type { Switches } from '../switches.ts'
import { Canon } from './canon.ts'
import type { Kernel } from './kernel.ts'
import type { Page, Slot } from './parts.ts'

/** Systems and paths take long to make, so those of one model are made once, whichever log is explained. */
const made = new Map<string, Canon>()

export class Canons {
  /** Whose files the log has opened so far. */
  readonly devices = new Set<Device>()
  readonly #kernel: Kernel
  readonly #switches: Switches
  readonly #driver: Driver
  readonly #used = new Map<string, Canon>()

  constructor(kernel: Kernel, switches: Switches, driver: Driver) {
    this.#kernel = kernel
    this.#switches = switches
    this.#driver = driver
  }

  /** @param heir of fork: one address takes over from another */
  of(page: Page, heir?: { readonly from: Slot; readonly to: Slot }): Canon {
    const slots = page.slots.length
    const places = heir && { from: page.slots.indexOf(heir.from), to: page.slots.indexOf(heir.to) }
    const devices = this.devices.size === 0 ? ['A'] : [...this.devices].sort()
    const key = `${slots} ${devices} ${places?.from} ${places?.to}`
    const own = this.#used.get(key)
    if (own !== undefined) return own
    const model = `${JSON.stringify(this.#switches)} ${this.#driver.name} ${key}`
    const canon = made.get(model) ?? new Canon(this.#kernel, this.#switches, this.#driver, slots, devices, places)
    made.set(model, canon)
    canon.use(this.#kernel)
    this.#used.set(key, canon)
    return canon
  }

  /** They are this log's from here on. */
  use(): void {
    for (const canon of this.#used.values()) canon.use(this.#kernel)
  }
}
