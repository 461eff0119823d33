import { describe, expect, test } from 'vitest'
import { showChange, showMove } from '../../../checker/trace/state-change.ts'

describe('a change of a local state', () => {
  test('is written in full while it is short', () => {
    expect(showChange('device(A, writable)', 'device(B, writable)')).toBe('device(A, writable) -> device(B, writable)')
  })

  test('shows only the fields that differ when the rest is the same', () => {
    const state = (owner: string) => `present {frame: 0, owner: ${owner}, dirty: true}`
    expect(showChange(state('A'), state('B'))).toBe('present {owner: A -> B}')
  })

  test('shows that the state itself changed, and which fields with it', () => {
    expect(showChange('present {frame: 0, owner: A, dirty: true}', 'locked {frame: 0, owner: B, dirty: true}')).toBe(
      'present -> locked {owner: A -> B}',
    )
    expect(showChange('present {frame: 0, owner: A, dirty: true}', 'locked {frame: 0, owner: A, dirty: true}')).toBe(
      'present -> locked',
    )
  })

  test('shows only the words that differ in a list of words', () => {
    expect(showChange('locked by worker 1, 2 references, mapped', 'locked by worker 1, 3 references, mapped')).toBe(
      '2 references -> 3 references',
    )
  })

  test('is written in full when a bare number differs, which says nothing alone', () => {
    const state = (count: number) => `waiting(${count}, for a very long time)`
    expect(showChange(state(1), state(2))).toBe(`${state(1)} -> ${state(2)}`)
  })

  test('is written in full when everything differs', () => {
    const [from, to] = ['open {owner: nobody, waiters: 0}', 'open {owner: worker, waiters: 1}']
    expect(showChange(from, to)).toBe(`${from} -> ${to}`)
  })

  test('does not mistake a comma inside of brackets for the end of a field', () => {
    expect(showChange('open {list: [1, 2, 3], owner: nobody}', 'open {list: [1, 2, 4], owner: nobody}')).toBe(
      'open {list: [1, 2, 3] -> [1, 2, 4]}',
    )
  })
})

describe('what becomes of a thread that changes nothing else', () => {
  const state = (at: string, list: string) =>
    `${at} {left: [${list}], owner: nobody, window: {open: true, to: everybody who listens}}`

  test('is written in full while it is short', () => {
    expect(showMove('idle', 'busy')).toBe('idle -> busy')
    expect(showMove('counting {n: 1}', 'counting {n: 2}')).toBe('counting {n: 1} -> counting {n: 2}')
  })

  test('is where it went, if that would be long', () => {
    expect(showMove(state('calling', 'one of the subscribers'), state('done', ''))).toBe('calling -> done')
  })

  test('is nothing if it stays where it was', () => {
    expect(showMove(state('calling', 'one subscriber, another'), state('calling', 'another'))).toBeUndefined()
  })
})
