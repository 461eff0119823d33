import { expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { check, network, object, thread, unionCoverage } from '../../checker/index.ts'
import { lockMachine, user } from './tiny-networks.ts'

/** One machine as a model builds it: anew for each thread, and not always with all its states. */
const walker = (mayRun: boolean) =>
  createMachine({
    id: 'walker',
    initial: 'here',
    states: {
      here: { on: { walk: 'there', ...(mayRun ? { run: 'there' } : {}) } },
      there: { type: 'final', description: 'arrived' },
    },
  })

const coverage = async (mayRun: boolean, offers: string[]) =>
  (await check(network({ threads: [thread('A', walker(mayRun), { offers: offers.map((type) => ({ type })) })] })))
    .coverage

test('what fires in any search counts, for the machine however it was built', async () => {
  const searches = [await coverage(true, ['run']), await coverage(false, ['walk']), await coverage(true, ['run'])]
  expect(unionCoverage(searches)).toEqual([
    {
      machine: 'walker',
      transitions: [
        { transition: 'here on walk', fired: 1 },
        { transition: 'here on run', fired: 2 },
      ],
    },
  ])
})

test('a transition that only some searches know is there, even if it never fires', async () => {
  const union = unionCoverage([await coverage(false, ['walk']), await coverage(true, ['walk'])])
  expect(union[0]?.transitions).toContainEqual({ transition: 'here on run', fired: 0 })
})

test('all parts that run a machine count together', async () => {
  const lock = object('lock', lockMachine)
  const { coverage } = await check(network({ objects: [lock], threads: [user('A', [lock]), user('B', [lock])] }))
  const users = unionCoverage([coverage]).find(({ machine }) => machine === 'user')
  expect(users?.transitions).toEqual([
    { transition: 'taking on take [isFree]', fired: 2 },
    { transition: 'taking on always [inline guard]', fired: 2 },
    { transition: 'holding on release', fired: 2 },
  ])
})

test('a machine that no search runs counts with all it has', () => {
  expect(unionCoverage([], [walker(false)])).toEqual([
    { machine: 'walker', transitions: [{ transition: 'here on walk', fired: 0 }] },
  ])
})
