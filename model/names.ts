/** The identifiers of a configuration. One virtual address and one mm, so neither needs a name. */

/** A GPU: a device with memory of its own, and its `pgmap->owner`. */
export type Device = 'A' | 'B'

/** A page frame: `P1`, `P2` of system memory, `A1`, `B1` of a device's. */
export type Frame = string

/** What a mapping can show: a frame, or the shared zero page, which belongs to nobody. */
export const ZERO_PAGE = 'zero page'

export const systemFrames: readonly Frame[] = ['P1', 'P2']
export const deviceFrames = (device: Device): readonly Frame[] => [`${device}1`]

/** The device whose memory a frame is; `undefined` for system memory. */
export function deviceOf(frame: Frame | null): Device | undefined {
  return frame?.startsWith('A') ? 'A' : frame?.startsWith('B') ? 'B' : undefined
}
