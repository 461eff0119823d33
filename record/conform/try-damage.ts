/** How many damaged logs the model refuses. */
import { ModelError } from '../../checker/index.ts'
import { explainLog } from '../../model/index.ts'
import { type Damage, damages, picking, type Read, read, renumbered } from './damage.ts'
import { each, type Log } from './logs.ts'

export interface Tried {
  readonly damage: Damage
  readonly places: number
  readonly refused: number
  /** Of those refused: because the text was no log any more. */
  readonly unusable: number
  /** Where the damaged log is explained all the same. */
  readonly survivors: readonly Survivor[]
}

interface Survivor {
  readonly log: string
  readonly line: string
}

/** Lines of a log that are damaged at most: what comes after does not matter to whether the damage is noticed. */
const LONGEST = 800

export async function tryDamages(
  logs: readonly Log[],
  places: number,
  { seed = 1, longest = LONGEST } = {},
): Promise<Tried[]> {
  const whole = logs
    .filter(({ name }) => !name.startsWith('seed'))
    .map(({ name, lines }) => ({ name, lines: lines.slice(0, longest).map(read) }))
  const tried: Tried[] = []
  for (const damage of damages) tried.push(await tryDamage(damage, whole, places, picking(seed)))
  return tried
}

async function tryDamage(
  damage: Damage,
  logs: readonly { readonly name: string; readonly lines: readonly Read[] }[],
  count: number,
  pick: ReturnType<typeof picking>,
): Promise<Tried> {
  const fit = logs.filter(({ lines }) => damage.places(lines).length > 0)
  if (fit.length === 0) throw new Error(`no log has a place for the damage "${damage.name}"`)
  let [refused, unusable] = [0, 0]
  const survivors: Survivor[] = []
  for (let i = 0; i < count; i++) {
    const log = fit[pick(fit.length)] as (typeof logs)[number]
    const other = logs[pick(logs.length)] as (typeof logs)[number]
    const places = damage.places(log.lines)
    const place = places[pick(places.length)] as number
    const damaged = renumbered(damage.at(log.lines, place, pick, other === log ? log.lines.toReversed() : other.lines))
    const verdict = await judged(damaged)
    if (verdict !== 'explained') refused++
    if (verdict === 'unusable') unusable++
    if (verdict === 'explained') survivors.push({ log: log.name, line: log.lines[place]?.text.trim() ?? '' })
  }
  return { damage, places: count, refused, unusable, survivors }
}

async function judged(lines: readonly string[]): Promise<'explained' | 'refused' | 'unusable'> {
  try {
    const { stuck, broken } = await explainLog(each(lines), 'a damaged log', undefined, { stopsWhenStuck: true })
    return stuck === undefined && broken.length === 0 ? 'explained' : 'refused'
  } catch (error) {
    if (error instanceof ModelError) return 'unusable'
    throw error
  }
}
