/**
 * How one change of a local state is written: in full while it is short, otherwise only what differs.
 *
 * Understands the shapes that `show` functions write: `head`, `head {key: value, …}`, `head(item, …)` and `item, item`.
 * Anything else is written in full.
 */

interface Shape {
  readonly head: string
  readonly brackets: '{}' | '()' | ''
  readonly items: readonly string[]
}

/** Up to here both states are written in full: it reads easier than a difference. */
const shortEnough = 44

/** `present -> none`, or `present {owner: A -> B}` where the rest of two long states is the same. */
export function showChange(from: string, to: string): string {
  return differences(from, to) ?? `${from} -> ${to}`
}

/** Of a step that changes nothing but its thread: in full while that is short, otherwise where the thread went, if anywhere. */
export function showMove(from: string, to: string): string | undefined {
  const change = showChange(from, to)
  if (change.length <= shortEnough) return change
  const [before, after] = [from, to].map((shown) => shapeOf(shown).head || shown)
  return before === after ? undefined : `${before} -> ${after}`
}

function differences(from: string, to: string): string | undefined {
  if (from.length + to.length <= shortEnough) return undefined
  const before = shapeOf(from)
  const after = shapeOf(to)
  if (before.brackets !== after.brackets || before.items.length !== after.items.length) return undefined
  const changed: string[] = []
  for (const [i, old] of before.items.entries()) {
    const item = after.items[i]
    if (item === undefined) return undefined
    if (item === old) continue
    const change = changedItem(old, item)
    if (change === undefined) return undefined
    changed.push(change)
  }
  if (changed.length === before.items.length) return undefined
  if (before.head === after.head) {
    if (before.brackets === '') return changed.join(', ')
    return `${before.head}${before.brackets === '{}' ? ' ' : ''}${enclose(before.brackets, changed)}`
  }
  const heads = `${before.head} -> ${after.head}`
  return changed.length === 0 ? heads : `${heads} ${enclose('{}', changed)}`
}

/** A bare number says nothing without its neighbours, so it makes the whole state be written. */
function changedItem(from: string, to: string): string | undefined {
  const [key, old] = splitKey(from)
  const [sameKey, value] = splitKey(to)
  if (key !== undefined && key === sameKey) return `${key}: ${old} -> ${value}`
  return /[a-z]/i.test(from) && /[a-z]/i.test(to) ? `${from} -> ${to}` : undefined
}

function splitKey(item: string): [string | undefined, string] {
  const colon = item.indexOf(': ')
  return colon < 0 ? [undefined, item] : [item.slice(0, colon), item.slice(colon + 2)]
}

const enclose = (brackets: '{}' | '()', items: readonly string[]): string =>
  brackets === '{}' ? `{${items.join(', ')}}` : `(${items.join(', ')})`

function shapeOf(shown: string): Shape {
  const bracketed = /^([^{(]*?)\s*(\{.*\}|\(.*\))$/s.exec(shown)
  if (bracketed === null) return { head: '', brackets: '', items: splitItems(shown) }
  const [, head = '', body = ''] = bracketed
  return { head, brackets: body.startsWith('{') ? '{}' : '()', items: splitItems(body.slice(1, -1)) }
}

/** Splits at the commas that are outside of brackets. */
function splitItems(text: string): string[] {
  const items: string[] = []
  let depth = 0
  let start = 0
  for (const [i, sign] of [...text].entries()) {
    if ('{[('.includes(sign)) depth++
    else if ('}])'.includes(sign)) depth--
    else if (sign === ',' && depth === 0) {
      items.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  return [...items, text.slice(start).trim()]
}
