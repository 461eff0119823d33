import { describe, expect, test } from 'vitest'
import { check, type TraceStep } from '../../../checker/index.ts'
import { formatRace } from '../../../checker/trace/race.ts'
import { door } from './door.ts'
import { broken, handMade } from './hand-made.ts'

const lines = (text: string) => text.split('\n')

describe('a race', () => {
  test('has one column per thread, the changes below each step, and ends with the broken promise', () => {
    expect(`\n${formatRace(handMade(2), broken)}\n`).toMatchInlineSnapshot(`
      "
      worker number 1                                                    worker number 2
      ---------------                                                    ---------------
      collect_and_lock()
        // nobody waits -> nothing to do; "quoted", 100 %, #3
        box: open {sequence: 3 -> 4}
                                                                         look_around(all)
      release_everything_that_was_collected_and_locked()
        box: open {owner: nobody, waiters: 0, dirty: true, sequence:
          4}
          -> closed by worker number 1, waiting for the others

      box-stays-open is broken: the box is closed while worker number 2 looks; the promise "Nobody closes
      a box that somebody looks into" is written down in the house rules, section "Boxes", as agreed by
      Jerome on the first of May.
      "
    `)
  })

  test('of one thread has one column', () => {
    expect(`\n${formatRace(handMade(1), broken)}\n`).toMatchInlineSnapshot(`
      "
      worker number 1
      ---------------
      collect_and_lock()
        // nobody waits -> nothing to do; "quoted", 100 %, #3
        box: open {sequence: 3 -> 4}
      release_everything_that_was_collected_and_locked()
        box: open {owner: nobody, waiters: 0, dirty: true, sequence:
          4}
          -> closed by worker number 1, waiting for the others

      box-stays-open is broken: the box is closed while worker number 2 looks; the promise "Nobody closes
      a box that somebody looks into" is written down in the house rules, section "Boxes", as agreed by
      Jerome on the first of May.
      "
    `)
  })

  test('of four threads still fits into 100 columns', () => {
    expect(`\n${formatRace(handMade(4), broken)}\n`).toMatchInlineSnapshot(`
      "
      worker number 1                               worker number 2    worker number 3    worker number 4
      ---------------                               ---------------    ---------------    ---------------
      collect_and_lock()
        // nobody waits -> nothing to do;
           "quoted", 100 %, #3
        box: open {sequence: 3 -> 4}
                                                    look_around(all)
                                                                       look_around(all)
                                                                                          look_around(all)
      release_everything_that_was_collected_and_
          locked()
        box: open {owner: nobody, waiters: 0,
          dirty: true, sequence: 4}
          -> closed by worker number 1, waiting
             for the others

      box-stays-open is broken: the box is closed while worker number 2 looks; the promise "Nobody closes
      a box that somebody looks into" is written down in the house rules, section "Boxes", as agreed by
      Jerome on the first of May.
      "
    `)
  })

  test('is plain ASCII of at most 100 columns, without trailing white space', () => {
    for (const threads of [1, 2, 3, 4])
      for (const line of lines(formatRace(handMade(threads), broken))) {
        expect(line).toMatch(/^[ -~]*$/)
        expect(line.length).toBeLessThanOrEqual(100)
        expect(line).toBe(line.trimEnd())
      }
  })

  test('of many threads grows wider instead of making columns that nobody can read', () => {
    const [head = ''] = lines(formatRace(handMade(7), broken))
    expect(head.length).toBeGreaterThan(100)
    expect(head).toContain('worker number 7')
  })

  test('keeps to a narrower page if told', () => {
    for (const line of lines(formatRace(handMade(2), broken, { width: 60 })))
      expect(line.length).toBeLessThanOrEqual(60)
  })

  test('loses nothing when it folds lines', () => {
    const state = (number: number) => `open {owner: nobody, waiters: ${number}, dirty: true, sequence: ${number}}`
    const changes = [{ object: 'a box with a very long name', from: state(3), to: state(4) }]
    const trace = handMade(1)
    const steps = trace.steps.map((step) => ({ ...step, changes }))
    const folded = formatRace({ ...trace, steps }, broken, { width: 24 })
    expect(folded.replaceAll(/\s+/g, ' ')).toContain(
      'a box with a very long name: open {waiters: 3 -> 4, sequence: 3 -> 4}',
    )
  })

  test('does not break a name, though the text gets wider', () => {
    const long = 'do_something_for_all_that_wait()'
    const trace = handMade(4)
    const steps = trace.steps.map((step) => ({ ...step, function: long, note: `waits for ${long}` }))
    const race = formatRace({ ...trace, steps }, broken)
    expect(race.split(long)).toHaveLength(1 + 2 * steps.length)
    expect(Math.max(...lines(race).map(({ length }) => length))).toBeGreaterThan(100)
  })

  test('shows how a thread moved only of a step that has nothing but the type of its event', () => {
    const [first, ...rest] = handMade(1).steps as [TraceStep, ...TraceStep[]]
    const { note: _, ...bare } = { ...first, changes: [], event: 'go(to=2)', function: 'go' }
    const moves = (step: TraceStep) =>
      formatRace({ ...handMade(1), steps: [step, ...rest] }, broken).includes('(idle -> busy)')
    expect(moves(bare)).toBe(true)
    expect(moves({ ...bare, function: 'look_around' })).toBe(false)
    expect(moves({ ...bare, file: 'box.c' })).toBe(false)
    expect(moves({ ...bare, note: 'nobody waits' })).toBe(false)
  })

  test('begins with its title, if it has one', () => {
    const title = `of a box ${'and another '.repeat(10)}`
    const race = formatRace(handMade(2), broken, { title })
    expect(race).toMatch(/^of a box (and another )+and\n {2}another /)
    expect(race).toContain(`\n\n${formatRace(handMade(2), broken)}`)
  })

  test('leaves out threads that take no step', () => {
    const trace = { ...handMade(2), threads: ['a bystander', ...handMade(2).threads] }
    expect(formatRace(trace, broken)).not.toContain('bystander')
  })

  test('without a step says that the initial state is enough', () => {
    expect(formatRace({ ...handMade(1), steps: [] }, broken)).toMatch(/^No step is needed/)
  })

  test('that ends in a deadlock says who waits for what, and which guard says no', async () => {
    const { network } = door({ asks: true, returnsKey: false })
    const { trace, violated } = await check(network)
    expect(trace && violated && `\n${formatRace(trace, violated)}\n`).toMatchInlineSnapshot(`
      "
      Ann
      ---
      open_door()
        // takes the key off the hook
        key: hanging -> taken by Ann
      leave()
        (inside -> gone)

      No thread can take a step:
        Bob, in outside, waits for
          enter: no guard says yes: keyIsHanging

      no-deadlock is broken: no thread can take a step; the promise "while a thread is neither in a final
      state nor in one tagged \`rest\`, some thread can take a step" is written down in the structure of the
      network.
      "
    `)
  })

  test('found by a search reads like one written by hand', async () => {
    const { network, properties } = door()
    const { trace, violated } = await check(network, { properties })
    expect(trace && violated && `\n${formatRace(trace, violated)}\n`).toMatchInlineSnapshot(`
      "
      Ann                               Bob
      ---                               ---
      open_door()
        // takes the key off the hook
        key: hanging -> taken by Ann
                                        open_door()
                                          // takes the key off the hook
                                          key: taken by Ann -> taken by Bob

      one-at-a-time is broken: Ann and Bob are inside; the promise "Whoever holds the key is alone" is
      written down in the sign on the door.
      "
    `)
  })

  test('does not invent a promise or a source that nobody gave', () => {
    const { statement, source, ...bare } = broken
    const [closing] = lines(formatRace(handMade(1), bare)).slice(-1)
    expect(closing).toBe('box-stays-open is broken: the box is closed while worker number 2 looks.')
  })
})
