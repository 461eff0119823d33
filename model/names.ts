/** The identifiers of a configuration. */

/** A GPU: a device with memory of its own, and its `pgmap->owner`. One capital letter other than `P`. */
export type Device = string

/** A page frame: `P1`, `P2` of system memory, `A1`, `B1` of a device's. */
export type Frame = string

/** A slot of swap: `S1`, `S2`. */
export type Slot = string

/** The name of a virtual address: `VA`, or where there are more `VA 1`, `VA 2`, `child VA`. */
export type AddressName = string

/** What a mapping can show: a frame, or the shared zero page, which belongs to nobody. */
export const ZERO_PAGE = 'zero page'

const pool = (letter: string, size: number): readonly string[] =>
  Array.from({ length: size }, (_, i) => `${letter}${i + 1}`)

export const systemFrames = (size: number): readonly Frame[] => pool('P', size)
export const deviceFrames = (device: Device, size: number): readonly Frame[] => pool(device, size)

export const swapSlots = (size: number): readonly Slot[] => pool('S', size)

/** The device whose memory a frame is; `undefined` for system memory. */
export function deviceOf(frame: Frame | null): Device | undefined {
  if (frame === null || frame === ZERO_PAGE || frame.startsWith('P')) return undefined
  return frame.slice(0, 1)
}
