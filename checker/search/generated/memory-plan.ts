/** Hands out places in a memory before there is one. */
const PAGE = 1 << 16

/** A cache line: what is written by one thread should not share one with what another writes. */
const LINE = 64

export class MemoryPlan {
  #next = 0

  /** The address of the next so many bytes. */
  take(bytes: number): number {
    const at = this.#next
    this.#next = Math.ceil((at + bytes) / LINE) * LINE
    return at
  }

  /** Bytes that were taken. */
  get bytes(): number {
    return this.#next
  }

  /** A memory that has room for everything that was taken. @throws RangeError if the machine does not give it */
  memory(): WebAssembly.Memory {
    return new WebAssembly.Memory({ initial: Math.ceil(this.#next / PAGE) })
  }
}
