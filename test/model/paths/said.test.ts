/** What a step says where that depends on the drivers or on the kernel. Nothing else of a race tells it. */
import { describe, expect, test } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { type Choice, configure } from '../../../model/index.ts'

type StateNode = AnyStateMachine['root']

const nodesOf = (node: StateNode): StateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)]

/** The descriptions of a thread's steps in one kernel function, each once. */
function said(choice: Omit<Choice, 'mode'>, thread: string, inFunction: string): string[] {
  const { network } = configure({ mode: 'once', ...choice })
  const machine = network.threads.find(({ name }) => name === thread)?.machine
  if (machine === undefined) throw new Error(`no thread "${thread}" in ${choice.scenario}`)
  const steps = nodesOf(machine.root).flatMap((node) => [...node.transitions.values()].flat())
  const here = steps.filter(({ meta }) => meta?.function === inFunction)
  return [...new Set(here.flatMap(({ description }) => description ?? []))]
}

const driver = (name: string, kernel = '6.12') => ({ scenario: 'own-fault', kernel, drivers: { A: name } })

describe('what opens an invalidation', () => {
  test('names its event', () => {
    const choice = { scenario: 'discard', kernel: '6.12' }
    expect(said(choice, 'madvise', 'zap_page_range_single')).toEqual(['opens the invalidation (CLEAR)'])
  })

  test('which there was none of before 5.2', () => {
    const old = { ...driver('contract', '5.4'), set: { mirrorApi: 'hmm_mirror-4.14' } }
    expect(said(old, 'GPU A migrate', 'migrate_vma_setup')).toEqual(['opens the invalidation'])
  })

  // lib/test_hmm.c: returns true before mmu_interval_set_seq() if the event is MIGRATE and the owner is its own device
  test('says who is called and returns at once, which is no step', () => {
    expect(said(driver('test_hmm'), 'GPU A migrate', 'migrate_vma_setup')).toEqual([
      'opens the invalidation (MIGRATE), skipped as its own by dmirror_interval_invalidate(A), before mmu_interval_set_seq()',
    ])
  })

  test('nothing of the kind of one that sets the sequence, or erases', () => {
    for (const name of ['contract', 'contract+skip'])
      expect(said(driver(name), 'GPU A migrate', 'migrate_vma_setup')).toEqual(['opens the invalidation (MIGRATE)'])
  })

  test('where a fault finds out whose page it is, any driver may be the owner', () => {
    const choice = { scenario: 'hole-race', kernel: '6.12', drivers: { A: 'test_hmm', B: 'test_hmm' } }
    expect(said(choice, 'GPU B driver', 'migrate_vma_setup')).toEqual([
      'opens the invalidation (MIGRATE), skipped as its own by dmirror_interval_invalidate(B), before mmu_interval_set_seq()',
      "opens the invalidation (MIGRATE), skipped by its owner's dmirror_interval_invalidate(), before mmu_interval_set_seq()",
    ])
  })

  test('or who ignores the event, whoever causes it', () => {
    const choice = { scenario: 'mprotect', kernel: '6.12', drivers: { A: 'contract/ignores-PROTECTION_VMA' } }
    expect(said(choice, 'mprotect', 'change_pud_range')).toEqual([
      'opens the invalidation (PROTECTION_VMA), ignored by ops->invalidate(A)',
    ])
  })
})

describe('a callback says what it does instead of erasing', () => {
  test.each([
    { name: 'contract', says: [] },
    { name: 'contract+skip', says: ['its own MIGRATE: keeps its mapping'] },
    { name: 'contract/bumps-other-MIGRATE', says: [] },
    { name: 'contract/protects-MIGRATE', says: ['its own MIGRATE: only takes its write bit'] },
  ])('$name', ({ name, says }) => {
    expect(said(driver(name), 'GPU A migrate', 'ops->invalidate(A)')).toEqual(says)
  })
})

describe('what a copy does first', () => {
  test.each([
    { name: 'contract', step: 'driver: copy back', says: 'erases its mapping, allocates and locks dst, copies src' },
    { name: 'gpusvm', step: '__drm_pagemap_migrate_to_ram', says: 'allocates and locks dst, copies src' },
  ])('$name', ({ name, step, says }) => {
    const choice = { scenario: 'both-ways', kernel: '6.15', drivers: { A: name } }
    expect(said(choice, 'CPU', step)).toContain(says)
  })

  test('test_hmm erases without dmirror->mutex from 5.9 on', () => {
    const choice = { scenario: 'both-ways', kernel: '6.12', drivers: { A: 'test_hmm' } }
    expect(said(choice, 'CPU', 'dmirror_devmem_fault_alloc_and_copy')).toContain(
      'erases its mapping without the driver lock, allocates and locks dst, copies src',
    )
  })
})

test.each([
  { kernel: '6.12', says: 'puts its reference' },
  { kernel: '7.0', says: 'unlocks the page, puts its reference' },
])('do_swap_page() of $kernel lets go of what it took', ({ kernel, says }) => {
  expect(said({ scenario: 'both-ways', kernel }, 'CPU', 'do_swap_page')).toContain(says)
})
