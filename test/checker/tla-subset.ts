/**
 * Reads the part of TLA+ that exports use, and goes through its states: what TLC would do, where TLC is not at hand.
 * Everything that is not in the grammar below is an error, and so is a name that is not defined before it is used.
 *
 *   module  = "---- MODULE" name "----" "EXTENDS TLC" { "VARIABLE" name | name "==" expr } "===="
 *   expr    = [op] term { op term }            with one operator only, for TLA+ has no order between /\ and \/
 *   term    = "~" term | "(" expr ")" | "TRUE" | "FALSE" | name | "UNCHANGED" (tuple | name)
 *           | "Assert" "(" expr "," string ")" | name ["'"] ("=" | "#") string | spec
 *   tuple   = "<<" name { "," name } ">>"
 *   spec    = "Init" "/\" "[][Next]_vars"
 */
type State = Readonly<Record<string, string>>

/** What an expression says of a step from one state to another, whose values it may set while they are open. */
type Meaning = (from: State, to: Record<string, string>) => boolean

interface Module {
  readonly name: string
  readonly variables: readonly string[]
  readonly operators: ReadonlyMap<string, Meaning>
}

export class Broken extends Error {}

export function parseTla(text: string): Module {
  const tokens =
    text
      .replaceAll(/\\\*.*$/gm, '')
      .match(/----|====|"[^"]*"|<<|>>|\[\]\[Next\]_vars|\/\\|\\\/|==|[A-Za-z]\w*|[^\s]/g) ?? []
  let at = 0
  const peek = () => tokens[at] ?? 'the end'
  const take = (wanted?: string | RegExp): string => {
    const token = peek()
    const fits = wanted === undefined || (typeof wanted === 'string' ? token === wanted : wanted.test(token))
    if (!fits)
      throw new Error(`expected ${wanted}, found ${token} after ${tokens.slice(Math.max(0, at - 8), at).join(' ')}`)
    at++
    return token
  }
  const name = /^[A-Za-z]\w*$/
  const variables: string[] = []
  const operators = new Map<string, Meaning>()
  const tuples = new Map<string, readonly string[]>()
  const variable = (given: string): string => {
    if (!variables.includes(given)) throw new Error(`"${given}" is no variable`)
    return given
  }
  const tuple = (): string[] => {
    take('<<')
    const names = [variable(take(name))]
    while (peek() === ',') names.push(variable(take(',') && take(name)))
    take('>>')
    return names
  }

  const term = (): Meaning => {
    const token = take()
    if (token === '~') {
      const inner = term()
      return (from, to) => !inner(from, to)
    }
    if (token === '(') {
      const inner = expression()
      take(')')
      return inner
    }
    if (token === 'TRUE' || token === 'FALSE') return () => token === 'TRUE'
    if (token === 'UNCHANGED') {
      const names = peek() === '<<' ? tuple() : (tuples.get(take(name)) ?? [])
      return (from, to) => names.every((one) => set(to, one, from[one] as string))
    }
    if (token === 'Assert') {
      take('(')
      const inner = expression()
      take(',')
      const said = take(/^"[ -~]*"$/)
      take(')')
      return (from, to) => {
        if (!inner(from, to)) throw new Broken(said.slice(1, -1))
        return true
      }
    }
    if (!name.test(token)) throw new Error(`"${token}" begins no term`)
    if (token === 'Init' && tokens[at + 1] === '[][Next]_vars') return () => true
    if (token === '[][Next]_vars') return () => true
    const primed = peek() === "'" && take("'") === "'"
    if (peek() === '=' || peek() === '#') {
      const isEqual = take() === '='
      const value = take(/^"\w+"$/).slice(1, -1)
      variable(token)
      if (primed && !isEqual) throw new Error('a next value is set, not excluded')
      return (from, to) => (primed ? set(to, token, value) : (from[token] === value) === isEqual)
    }
    const meant = operators.get(token)
    if (meant === undefined) throw new Error(`"${token}" is not defined`)
    return meant
  }
  const expression = (): Meaning => {
    const first = /^(\/\\|\\\/)$/.test(peek()) ? take() : undefined
    const terms = [term()]
    const operator = first ?? peek()
    while (/^(\/\\|\\\/)$/.test(peek())) {
      take(operator)
      if (peek() === '[][Next]_vars') take()
      else terms.push(term())
    }
    return operator === '\\/'
      ? (from, to) => terms.some((one) => one(from, to))
      : (from, to) => terms.every((one) => one(from, to))
  }

  take('----')
  take('MODULE')
  const module = take(name)
  take('----')
  take('EXTENDS')
  take('TLC')
  while (peek() !== '====') {
    const token = take(name)
    if (token === 'VARIABLE') {
      variables.push(take(name))
      continue
    }
    take('==')
    if (operators.has(token) || variables.includes(token)) throw new Error(`"${token}" is defined twice`)
    if (peek() === '<<') tuples.set(token, tuple())
    else operators.set(token, expression())
  }
  take('====')
  if (at !== tokens.length) throw new Error(`after the end: ${peek()}`)
  if (tuples.get('vars')?.join() !== variables.join()) throw new Error('vars are not all variables')
  return { name: module, variables, operators }
}

function set(to: Record<string, string>, name: string, value: string): boolean {
  if (to[name] !== undefined && to[name] !== value) throw new Error(`${name} is set twice`)
  to[name] = value
  return true
}

/** Goes through all states. @param actions the disjuncts of Next */
export function explore(module: Module, text: string, invariants: readonly string[]) {
  const { variables, operators } = module
  const meaning = (name: string): Meaning => {
    const found = operators.get(name)
    if (found === undefined) throw new Error(`"${name}" is not defined`)
    return found
  }
  const actions = [...(/^Next ==\n((?: {2}\\\/ \w+\n)*)/m.exec(text)?.[1] ?? '').matchAll(/\w+/g)].map(([name]) => name)
  const initial = Object.fromEntries(
    [...(/^Init ==\n((?: {2}.*\n)*)/m.exec(text)?.[1] ?? '').matchAll(/(\w+) = "(\w+)"/g)].map(([, a, b]) => [a, b]),
  ) as State
  if (!meaning('Init')(initial, {})) throw new Error('Init is not true where it says')
  const states = [initial]
  const known = new Set([JSON.stringify(initial)])
  const broken: string[] = []
  let deadlocks = 0
  for (const from of states) {
    for (const name of invariants) if (!meaning(name)(from, {})) broken.push(name)
    let enabled = false
    for (const action of actions) {
      const to: Record<string, string> = {}
      try {
        if (!meaning(action)(from, to)) continue
      } catch (error) {
        if (!(error instanceof Broken)) throw error
        broken.push(error.message)
        enabled = true
        continue
      }
      enabled = true
      const missing = variables.filter((name) => to[name] === undefined)
      if (missing.length > 0) throw new Error(`${action} leaves open what ${missing.join(', ')} becomes`)
      const next = Object.fromEntries(variables.map((name) => [name, to[name]])) as State
      if (known.has(JSON.stringify(next))) continue
      known.add(JSON.stringify(next))
      states.push(next)
    }
    if (!enabled) deadlocks++
  }
  return { states: states.length, broken: new Set(broken), deadlocks }
}
