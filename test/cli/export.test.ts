import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { file, hmmcheck } from './run.ts'

const small = ['register', '--kernel', '6.1']

describe('export', () => {
  test('prints the scenario in the language that was asked for, and how it came about', () => {
    const { code, out, err } = hmmcheck('export', ...small, '--to', 'promela')
    expect(out).toMatch(/^\/\* hmmcheck export register --kernel 6\.1 --to promela\n/)
    expect(out).toContain('active proctype')
    expect(out).toContain('assert(no_callback_after_remove)')
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  test('has as many states as check finds', () => {
    const { states } = JSON.parse(hmmcheck('check', ...small, '--json').out)
    const { out } = hmmcheck('export', ...small, '--to', 'aut')
    const [header = '', ...steps] = out.trimEnd().split('\n')
    expect(header).toBe(`des (0, ${steps.length}, ${states})`)
  })

  test('explores on where a promise breaks: to every state, and every step', () => {
    const broken = ['register', '--kernel', '5.7']
    const found = JSON.parse(hmmcheck('check', ...broken, '--json').out)
    const written = JSON.parse(hmmcheck('export', ...broken, '--to', 'aut', '--json').out)
    expect(found.verdict).toBe('violated')
    expect(written.states).toBeGreaterThan(found.states)
  })

  test('writes the same text into a file', () => {
    const [there, here] = [file('register.m'), hmmcheck('export', ...small, '--to', 'murphi')]
    expect(hmmcheck('export', ...small, '--to', 'murphi', '--out', there)).toMatchObject({ code: 0, out: '' })
    expect(readFileSync(there, 'utf8')).toBe(here.out)
  })

  test('leaves the properties out if only states are asked for, and those not asked for', () => {
    const only = hmmcheck('export', ...small, '--to', 'murphi', '--property', 'notifier-paired').out
    expect(only.match(/^invariant .*/gm)).toEqual(['invariant "notifier-paired" notifier_paired();'])
    expect(hmmcheck('export', ...small, '--to', 'murphi', '--states-only').out).not.toMatch(/^invariant/m)
  })

  test('writes a TLA+ module under the name of its file, and beside it what TLC is to check', () => {
    const there = file('Register1.tla')
    expect(hmmcheck('export', ...small, '--to', 'tla', '--out', there)).toMatchObject({ code: 0, out: '' })
    expect(readFileSync(there, 'utf8')).toMatch(/^---- MODULE Register1 ----\n/)
    expect(readFileSync(there.replace('.tla', '.cfg'), 'utf8')).toMatch(/^SPECIFICATION Spec\nINVARIANT /)
  })

  test('makes an automaton of one part', () => {
    const { code, out } = hmmcheck('export', ...small, '--to', 'rv', '--machine', 'notifier')
    expect(out).toMatch(/^digraph state_automaton \{\n/)
    expect(out).toContain('"notifier_0_open" -> "notifier_1_open" [ label = "inv_start" ];')
    expect(code).toBe(0)
  })

  test('writes nothing of a network that is not explored to its end, and ends with 3', () => {
    const there = file('part.aut')
    const { code, out, err } = hmmcheck('export', ...small, '--to', 'aut', '--max-states', '100', '--out', there)
    expect(err).toBe('hmmcheck: not exported: the limit of 100 states was hit, and a part of a network is no export\n')
    expect(out).toBe('')
    expect(code).toBe(3)
    expect(() => readFileSync(there)).toThrow()
  })
})
