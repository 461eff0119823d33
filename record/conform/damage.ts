/** Ways to damage a log, each of which makes it tell of what no kernel does. */

/** A number from 0 up to, not including, `below`. */
export type Pick = (below: number) => number

export interface Damage {
  readonly name: string
  readonly what: string
  /** The places of the lines where it can be done. */
  readonly places: (lines: readonly Read[]) => readonly number[]
  /** The log with the damage at a place. Numbers are drawn anew afterwards, so that no line is missed by its number. */
  readonly at: (lines: readonly Read[], place: number, pick: Pick, other: readonly Read[]) => readonly string[]
}

export interface Read {
  readonly text: string
  readonly task: string
  readonly event: string
  readonly fields: Readonly<Record<string, string>>
}

export function read(text: string): Read {
  const [, task = '', event = ''] = /^\s*(\S+) .* ev=(\w+)/.exec(text) ?? []
  const fields = Object.fromEntries(
    [...text.matchAll(/ (\w+)=(\S*)/g)].map(([, name, value]) => [name as string, value as string]),
  )
  return { text, task, event, fields }
}

const where =
  (is: (line: Read, i: number, lines: readonly Read[]) => boolean) =>
  (lines: readonly Read[]): readonly number[] =>
    lines.flatMap((line, i) => (is(line, i, lines) ? [i] : []))

const event = (...names: readonly string[]) => where(({ event }) => names.includes(event))

/** A page that is only ever told of when its process ends might as well not have been there. */
const ofTold =
  (...names: readonly string[]) =>
  (lines: readonly Read[]): readonly number[] => {
    const times = new Map<string, number>()
    for (const { fields } of lines) if (fields.va !== undefined) times.set(fields.va, (times.get(fields.va) ?? 0) + 1)
    return event(...names)(lines).filter((i) => (times.get(lines[i]?.fields.va ?? '') ?? 2) > 1)
  }

const texts = (lines: readonly Read[]): string[] => lines.map(({ text }) => text)

/** One line changed, or left out. */
const edit =
  (change: (text: string, pick: Pick) => string | undefined): Damage['at'] =>
  (lines, place, pick) =>
    texts(lines).flatMap((text, i) => (i === place ? (change(text, pick) ?? []) : [text]))

const removed: Damage['at'] = edit(() => undefined)

const twice: Damage['at'] = (lines, place) => texts(lines).flatMap((text, i) => (i === place ? [text, text] : [text]))

/** The next line of the same task. */
const nextOf = (lines: readonly Read[], place: number): number =>
  lines.findIndex(({ task }, i) => i > place && task === lines[place]?.task)

/** Steps of one task of which the second rests on the first. */
const dependent: readonly (readonly [first: string, second: string])[] = [
  ['inv_start', 'seq_open'],
  ['seq_open', 'dm_inval'],
  ['dm_inval', 'dm_erase'],
  ['dm_inval', 'pte'],
  ['dm_inval', 'seq_close'],
  ['pte', 'seq_close'],
  ['seq_close', 'inv_end'],
  ['pte', 'collect'],
  ['collect', 'seq_close'],
  ['unmap', 'setup_src'],
  ['setup_ret', 'dev_alloc'],
  ['dev_alloc', 'copy_s2d_begin'],
  ['copy_s2d_begin', 'copy_s2d'],
  ['copy_d2s_begin', 'copy_d2s'],
  ['copy_s2d', 'pages'],
  ['pages', 'page'],
  ['pte', 'insert'],
  ['page', 'pages_ret'],
  ['pages_ret', 'dm_store'],
  ['fin', 'pte'],
  ['fault', 'pte'],
  ['pte', 'fault_ret'],
  ['dpf', 'devmem_fault'],
  ['devmem_fault', 'setup'],
  ['read_begin', 'rf'],
  ['hmm_pte', 'rf_ret'],
  ['rf_ret', 'rf_commit'],
  ['rf_commit', 'dm_store'],
  ['dm_load', 'dm_read'],
  ['dm_load', 'dm_write'],
]

const isPair = (a: Read | undefined, b: Read | undefined): boolean =>
  dependent.some(([first, second]) => a?.event === first && b?.event === second)

/** A kind of PTE that a PTE is not. */
const otherPte = (pte: string): string => (pte === 'none' ? 'sys:abcde:w' : 'none')

export const damages: readonly Damage[] = [
  {
    name: 'swap',
    what: 'two lines of one task change places, of which the second rests on the first',
    places: where((line, i, lines) => isPair(line, lines[nextOf(lines, i)])),
    at: (lines, place) => {
      const next = nextOf(lines, place)
      const all = texts(lines)
      const [a, b] = [all[place] as string, all[next] as string]
      all[place] = b
      all[next] = a
      return all
    },
  },
  {
    name: 'invalidation-removed',
    what: 'an invalidation is left out, with all its lines',
    places: event('inv_start'),
    at: (lines, place) => {
      const { task } = lines[place] as Read
      const end = lines.findIndex((line, i) => i > place && line.task === task && line.event === 'inv_end')
      const parts = ['inv_start', 'seq_open', 'dm_inval', 'dm_erase', 'seq_close', 'inv_end']
      const isPart = (line: Read, i: number) =>
        i >= place && i <= end && line.task === task && parts.includes(line.event)
      return lines.flatMap((line, i) => (isPart(line, i) ? [] : [line.text]))
    },
  },
  {
    name: 'callback-removed',
    what: 'a subscriber is not called',
    places: event('dm_inval'),
    at: removed,
  },
  {
    name: 'callback-skips',
    what: 'a driver returns at once from what is not its own',
    places: where(({ event, fields }) => event === 'dm_inval' && fields.res === 'clear'),
    at: edit((text) => text.replace('res=clear', 'res=skip_owner')),
  },
  {
    name: 'sequence-stays',
    what: 'the end of an invalidation does not move the sequence',
    places: where(({ event, fields }) => event === 'seq_close' && fields.bumped === '1'),
    at: edit((text) => text.replace(/seq=(\d+)/, (_, seq) => `seq=${Number(seq) - 1}`).replace('bumped=1', 'bumped=0')),
  },
  {
    name: 'second-winner',
    what: 'who lost the race for a hole has won it',
    places: where(({ event, fields }) => event === 'insert' && fields.res === 'abort_pte_changed'),
    at: edit((text) => text.replace(/res=abort_pte_changed saw=\S+/, 'res=inserted over=none')),
  },
  {
    name: 'old-pte',
    what: 'the old value of a PTE is not the last new one',
    places: event('pte'),
    at: edit((text) => text.replace(/old=(\S+)/, (_, old) => `old=${otherPte(old)}`)),
  },
  {
    name: 'new-pte',
    what: 'a PTE comes to map another page',
    places: where(
      ({ event, fields }) =>
        event === 'pte' &&
        /^(mig|dev|sys):/.test(fields.old ?? '') &&
        fields.new !== 'none' &&
        fields.why !== 'file' &&
        fields.why !== 'cow',
    ),
    at: edit((text) => text.replace(/new=(\w+):\w+/, 'new=$1:deadb')),
  },
  {
    name: 'entry-stays',
    what: 'a migration entry is never replaced',
    places: where(({ event, fields }) => event === 'pte' && fields.why === 'rmig'),
    at: removed,
  },
  {
    name: 'foreign-owner',
    what: "another device's page is collected",
    places: where(({ event, fields }) => event === 'collect' && fields.res === 'skip_devpriv_notsel'),
    at: (lines, place) => {
      const { text, fields } = lines[place] as Read
      const [, pfn, rights] = fields.saw?.split(':') ?? []
      const head = text.slice(0, text.indexOf(' ev='))
      const taken = `${head} ev=pte va=${fields.va} old=${fields.saw} new=mig:${pfn}:${rights} why=collect mm=${fields.mm}`
      const told = text.replace(
        'res=skip_devpriv_notsel src=-:0:',
        `res=locked_unmapped src=dev:${pfn}:VM${rights === 'w' ? 'W' : ''}`,
      )
      return texts(lines).flatMap((other, i) => (i === place ? [taken, told] : [other]))
    },
  },
  {
    name: 'store-after-failure',
    what: 'a mirror maps the destination of a migration that failed',
    places: event('dm_nostore'),
    at: edit((text) => {
      const { fields } = read(text)
      const head = text.slice(0, text.indexOf(' ev='))
      return `${head} ev=dm_store va=${fields.va} page=abcde hmmpfn=abcde dev_page=1 w why=migrate replaced=0 oldval=0 newval=0 dev=${fields.dev} dm=${fields.dm} mm=${fields.mm}`
    }),
  },
  {
    name: 'free-page-read',
    what: 'a device reads a page that has just been freed',
    places: where(({ event, fields }) => (event === 'dm_read' || event === 'dm_write') && fields.page !== '0'),
    at: (lines, place) => {
      const { text, fields } = lines[place] as Read
      const head = text.slice(0, text.indexOf(' ev='))
      const device = lines.findLast(
        ({ event, fields: { backing } }, i) => i < place && event === 'dev_alloc' && backing === fields.page,
      )
      if (device === undefined) return edit((line) => line.replace(/ ref=\d+/, ' ref=0'))(lines, place, () => 0, [])
      const freed = `${head} ev=dev_free pfn=${device.fields.pfn} backing=${fields.page} dev=${fields.dev}`
      return texts(lines).flatMap((other, i) => (i === place ? [freed, other] : [other]))
    },
  },
  {
    name: 'unlocked-twice',
    what: 'a migration lets go of a page twice',
    places: where(({ event, fields }) => event === 'fin' && fields.res !== 'nothing'),
    at: (lines, place) => {
      const next = nextOf(lines, place)
      const all = texts(lines)
      const again = lines[next]?.event === 'pte' ? [all[place], all[next]] : [all[place]]
      const after = lines[next]?.event === 'pte' ? next : place
      return all.flatMap((text, i) => (i === after ? [text, ...(again as string[])] : [text]))
    },
  },
  {
    name: 'invalidation-closed-twice',
    what: 'an invalidation ends twice',
    places: event('seq_close', 'inv_end'),
    at: twice,
  },
  {
    name: 'line-cut',
    what: 'a line is cut off',
    places: where(() => true),
    at: edit((text, pick) => {
      const start = text.indexOf(' ev=') + 4
      return text.slice(0, start + pick(Math.max(1, text.length - start - 1)))
    }),
  },
  {
    name: 'logs-mixed',
    what: 'twenty lines come from another log',
    places: where(() => true),
    at: (lines, place, pick, other) => {
      const from = pick(Math.max(1, other.length - 20))
      return [
        ...texts(lines.slice(0, place)),
        ...texts(other.slice(from, from + 20)),
        ...texts(lines.slice(place + 20)),
      ]
    },
  },
  {
    name: 'wrong-value',
    what: 'a device reads what nobody wrote, of a program that says what it stores',
    places: (lines) =>
      lines.some(({ event, fields }) => event === 'u' && fields.op === '3') ? event('dm_read')(lines) : [],
    at: edit((text) => text.replace(/val=(\w+)/, 'val=bad$1')),
  },
  {
    name: 'references-lost',
    what: 'a page has fewer references than are held',
    places: where(({ event, fields }) => (event === 'unmap' && fields.res === 'ok') || event === 'dpf'),
    at: edit((text) => text.replace(/ ref=(\d+)/, (_, ref) => ` ref=${Number(ref) - 1}`)),
  },
  {
    name: 'write-bit',
    what: 'a mirror maps a page with other rights than were seen',
    places: where(({ event, fields }) => event === 'dm_store' && fields.why !== 'atomic'),
    at: edit((text) =>
      / w why=/.test(text) ? text.replace(' w why=', ' r why=') : text.replace(' r why=', ' w why='),
    ),
  },
  {
    name: 'line-removed',
    what: 'a step is left out, at an address of which the log tells more than once',
    places: ofTold(
      'pte',
      'seq_open',
      'seq_close',
      'collect',
      'copy_s2d',
      'copy_d2s',
      'fin',
      'dpf',
      'read_begin',
      'rf_commit',
      'dm_load',
      'dm_store',
      'devmem_fault',
      'setup',
      'unmap',
      'page',
    ),
    at: removed,
  },
  {
    name: 'other-task',
    what: 'a step is that of another task',
    places: event('pte', 'seq_open', 'seq_close', 'collect', 'copy_s2d', 'fin', 'rf_commit', 'dm_store', 'dpf'),
    at: (lines, place) => {
      const { task, text } = lines[place] as Read
      const stranger = lines.find((line) => line.task !== task)?.task ?? 'stranger-1'
      return texts(lines).map((other, i) => (i === place ? text.replace(task, stranger) : other))
    },
  },
]

/** Draws the numbers anew: what is wrong is not that one is missing. */
export function renumbered(lines: readonly string[]): string[] {
  const [, first = '1'] = / n=(\d+) /.exec(lines[0] ?? '') ?? []
  return lines.map((line, i) => line.replace(/ n=\d+ /, ` n=${Number(first) + i} `))
}

/** Always the same numbers for the same seed. */
export function picking(seed: number): Pick {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
