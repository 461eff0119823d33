/** Of WebAssembly's interface, what is used here: neither the language's nor Node's types have it. */
declare namespace WebAssembly {
  interface MemoryDescriptor {
    /** In units of 64 KB. */
    readonly initial: number
    readonly maximum?: number
    readonly shared?: boolean
  }
  class Memory {
    constructor(descriptor: MemoryDescriptor)
    readonly buffer: ArrayBufferLike
  }
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, object>>>>)
    readonly exports: Readonly<Record<string, (...given: number[]) => number>>
  }
}
