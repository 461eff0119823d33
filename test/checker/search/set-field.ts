import type { Layout } from '../../../checker/search/layout.ts'

/** Writes `value` into the field of `part` of the vector at `base`. */
export function setField(layout: Layout, vectors: Int32Array, base: number, part: number, value: number): void {
  const at = base + (layout.word[part] as number)
  const shift = layout.shift[part] as number
  const mask = layout.mask[part] as number
  vectors[at] = ((vectors[at] as number) & ~(mask << shift)) | (value << shift)
}
