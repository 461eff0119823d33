/** How much of a machine a configuration has: addresses, address spaces, frames, and who subscribes to invalidations. */
import type { AddressName, Device, Frame } from './names.ts'

export interface AddressShape {
  readonly name: AddressName
  /** The address space it belongs to. */
  readonly mm: string
  /** Addresses of one family may map the same anonymous page: what one reverse map can find (fork, mremap). */
  readonly family: string
  /**
   * The address whose page it takes over, in the same address space by mremap(), in another by fork. Until then there is
   * nothing at it, not even a VMA. Leave it out where the VMA is there from the start, though a page may be moved to it:
   * with it, everybody waits for a VMA that only fork or mremap makes.
   */
  readonly from?: AddressName
  /**
   * The page that is there at the start, which holds only zeroes; without one nothing is. Where several addresses of a
   * family share a page, nobody may write it in place.
   */
  readonly starts?: Frame
}

export interface SubscriberShape {
  /** Of the mirror: one for each open file of a device. */
  readonly name: string
  readonly device: Device
  readonly mm: string
  /** Its interval subscription is still to be inserted. */
  readonly unsubscribed?: true
}

/** A TLB of a thread's own: that of the CPU it runs on, or of the device it is. Without one it looks at the PTE itself. */
export interface TlbShape {
  readonly thread: string
  readonly of: 'cpu' | 'device'
  readonly mm: string
}

export interface Shape {
  /** A walk of the reverse map visits those of a family in this order. */
  readonly addresses: readonly AddressShape[]
  readonly subscribers: readonly SubscriberShape[]
  /** How many frames of system memory there are. */
  readonly systemFrames: number
  /** How many frames of its own each device has. */
  readonly deviceFrames: number
  /** How many slots of swap there are. With any, there are dirty bits, for they only matter to what can be swapped out. */
  readonly swapSlots: number
  /**
   * Whether soft-dirty bits are kept, and the dirty bits that some kernels make them of: where somebody clears them, or user
   * space has cleared them before, so that what is there at the start is as clear_refs leaves it. None, if left out.
   */
  readonly softDirty?: 'kept' | 'cleared'
  /** Whether it is kept which pages are on the LRU. Where not, anybody may or may not be able to isolate a page. */
  readonly lru: boolean
  /** Whether books are kept: the RSS counters of each address space, and which pages are charged to a memcg. */
  readonly accounts: boolean
  /** Whether references on address spaces are kept. Where not, whoever migrates or faults keeps its own alive. */
  readonly mmUsers?: true
  /** None, if left out. */
  readonly tlbs?: readonly TlbShape[]
  /**
   * The threads that run on a CPU of their own, in a kernel that preempts none of its code: where one of them neither
   * sleeps nor returns to user space, no other work is done on its CPU. None, if left out.
   */
  readonly cpus?: readonly string[]
}

/** One address space with one address, one mirror for each device, two system frames and one device frame; no swap. */
export const smallest = (devices: readonly Device[]): Shape => ({
  addresses: [{ name: 'VA', mm: 'mm', family: 'VA' }],
  subscribers: devices.map((device) => ({ name: device, device, mm: 'mm' })),
  systemFrames: 2,
  deviceFrames: 1,
  swapSlots: 0,
  lru: false,
  accounts: false,
})
