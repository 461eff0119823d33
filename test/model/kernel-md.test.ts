/** KERNEL.md says what the code says: functions, fields, switches, bugs and files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { contract } from '../../model/drivers/contract.ts'
import type { Driver } from '../../model/drivers/driver.ts'
import { configure, drivers, machines, matrix, type Since, switches } from '../../model/index.ts'
import { noLocals } from '../../model/paths/locals.ts'

const folder = new URL('../../model/', import.meta.url)
const page = readFileSync(new URL('KERNEL.md', folder), 'utf8')
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }))
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
const codeIn = (cell: string | undefined) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)

/** Where the steps of a machine are in the kernel. */
function placesOf(machine: AnyStateMachine): { function: string; file: string }[] {
  const nodes = (node: AnyStateMachine['root']): AnyStateMachine['root'][] => [
    node,
    ...Object.values(node.states).flatMap(nodes),
  ]
  return nodes(machine.root).flatMap((node) =>
    [...[...node.transitions.values()].flat(), ...(node.always ?? [])].flatMap(({ meta }) =>
      meta === undefined ? [] : [meta],
    ),
  )
}

/** The paths of every driver of Linux, as the verdict table has them. */
const walkedByRealDrivers = matrix('once')
  .filter(({ driverLabel }) => drivers.some(({ name, shownOn }) => name === driverLabel && shownOn !== undefined))
  .flatMap(({ scenario, kernel, drivers }) => configure({ scenario, kernel, drivers, mode: 'once' }).network.threads)

/** A driver's own functions by file; what it has no function for, it has from the contract. */
function functionsOf({ functions, hlist }: Driver): [file: string, names: string[]][] {
  const { file, elsewhere = {}, ...steps } = functions
  const common: unknown[] = Object.values(contract.functions)
  const own = Object.values(steps).filter((name) => !common.includes(name))
  const elsewhereOf = (name: string) => Object.keys(elsewhere).find((other) => elsewhere[other]?.includes(name))
  const { start, end, file: listFile } = hlist?.functions ?? {}
  const { begin, retry } = hlist?.readers ?? {}
  const places: [string, string][] = [
    ...own.filter((name) => name !== start).map((name): [string, string] => [elsewhereOf(name) ?? file, name]),
    ...[start, end].flatMap((name): [string, string][] => (name && listFile ? [[listFile, name]] : [])),
    ...[begin, retry].flatMap((place): [string, string][] => (place ? [[place.file, place.function]] : [])),
  ]
  const files = [...new Set(places.map(([where]) => where))]
  return files.map((where) => [where, [...new Set(places.filter(([at]) => at === where).map(([, name]) => name))]])
}

describe('every kernel function that a step names is in the table, with its file', () => {
  const places = [...machines, ...walkedByRealDrivers].flatMap(({ machine }) => placesOf(machine))
  const withoutDevice = (name: string) => name.replace(/\([AB]2?(, list)?\)$/, '')
  const unique = [...new Map(places.map((place) => [`${withoutDevice(place.function)} ${place.file}`, place])).values()]

  test('and there are steps to ask about', () => {
    expect(unique.length).toBeGreaterThan(30)
  })

  test.each(unique)('$function in $file', ({ function: name, file }) => {
    const own = drivers.flatMap(({ functions }) => Object.values(functions)).includes(withoutDevice(name))
    const found = rows.filter((row) => row.some((cell) => codeIn(cell).includes(withoutDevice(name))))
    const lacking = `model/KERNEL.md, "Kernel function, and where it is here": add a row "| \`${withoutDevice(name)}\` | ${file} | [paths/…](paths/…) |"`
    expect(found, lacking).not.toEqual([])
    const places = found.map(([, where]) => where)
    const elsewhere = `model/KERNEL.md: the row of \`${withoutDevice(name)}\` says ${places.join('; ')}, and a step says ${file}`
    if (!own || file !== 'Documentation/mm/hmm.rst')
      expect(
        places.some((where) => where?.includes(file)),
        elsewhere,
      ).toBe(true)
  })

  test('and no function is in the table that the code does not know', () => {
    const table = page.slice(page.indexOf('| kernel function |'), page.indexOf('Drivers name their own'))
    const functions = table.split('\n').flatMap((line) => codeIn(line.split(' | ')[0]))
    for (const name of functions)
      expect(
        sources.some(({ text }) => text.includes(name)),
        `model/KERNEL.md has a row of \`${name}\`, which nothing in model/ names: take it away`,
      ).toBe(true)
  })

  test.each([
    { driver: 'contract', column: 1 },
    { driver: 'test_hmm', column: 2 },
  ])('those of the driver $driver, and no others', ({ driver, column }) => {
    const { file, ...names } = { file: '', ...drivers.find(({ name }) => name === driver)?.functions }
    const first = rows.findIndex(([cell]) => cell === 'step here')
    expect(rows[first]?.[column]).toContain(file)
    const table = rows.slice(
      first + 2,
      rows.findIndex(([cell]) => cell === 'driver'),
    )
    expect(table.flatMap((row) => codeIn(row[column])).sort()).toEqual(Object.values(names).sort())
  })

  test('those of every driver of Linux, and no others', () => {
    const body = drivers
      .filter(({ shownOn }) => shownOn !== undefined)
      .map((driver) => {
        const files = functionsOf(driver).map(
          ([file, names]) => `${file}: ${names.map((name) => `\`${name}\``).join(', ')}`,
        )
        return `| \`${driver.name}\` | ${files.join('; ')} | ${driver.shownOn} |`
      })
    const table = ['| driver | its functions, by file | shown on |', '| --- | --- | --- |', ...body].join('\n')
    const shown = /<!-- drivers -->\n(.*)\n<!-- \/drivers -->/s.exec(page)?.[1]
    expect(shown, `it should be\n\n${table}\n`).toBe(table)
  })
})

describe('every field is in the table', () => {
  const named = new Set(rows.flatMap((row) => codeIn(row[1])))

  const lacks = (field: string) =>
    `model/KERNEL.md, "Kernel field, and where it is here": add a row with \`${field}\` in its second column`

  test.each([...Object.keys(noLocals), 'rounds'])('the local %s', (local) => {
    expect(named, lacks(local)).toContain(local)
  })

  test.each(
    machines
      .filter(({ file }) => file.startsWith('model/objects/'))
      .flatMap(({ name, machine }) => fieldsOf(machine).map((field) => ({ name, field }))),
  )('$field of $name', ({ field }) => {
    expect(named, lacks(field)).toContain(field)
  })
})

/** The context of an object; it takes no input, so it is there before anything starts. */
const fieldsOf = (machine: AnyStateMachine): string[] => Object.keys(machine.config.context ?? {})

test('the table of switches is the one that the code has', () => {
  const places = ({ release, backports = [] }: Since) => [release, ...backports].join(', ')
  const body = switches.flatMap(({ name, values, notModelled }) =>
    values.map(({ value, since }, i) => {
      const first = `\`${name}\`${notModelled === undefined ? '' : ` (not modelled: ${notModelled})`}`
      const commits = since?.commits.map(({ id }) => id).join(', ') ?? ''
      return `| ${i === 0 ? first : ''} | ${value} | ${since === undefined ? 'no release' : places(since)} | ${commits} |`
    }),
  )
  const table = ['| switch | value | since | by |', '| --- | --- | --- | --- |', ...body].join('\n')
  const shown = /<!-- switches -->\n(.*)\n<!-- \/switches -->/s.exec(page)?.[1]
  expect(shown, `it should be\n\n${table}\n`).toBe(table)
})

test('for every commit that made a difference it says how its release is known', () => {
  const section = page.slice(page.indexOf('### How the releases are known'), page.indexOf('## What is left out'))
  for (const { values } of switches)
    for (const { since } of values)
      for (const { id } of since?.commits ?? [])
        expect(
          section.includes(id),
          `model/KERNEL.md, "How the releases are known": add how it is known which release had ${id} first`,
        ).toBe(true)
})

test('every file that it links to is there', () => {
  const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link as string)
  expect(links.length).toBeGreaterThan(20)
  for (const link of links) expect(existsSync(new URL(link, folder)), link).toBe(true)
})

test('every file that the series of December 2018 touched is somewhere here', () => {
  const touched = [
    'drivers/gpu/drm/amd/amdgpu/amdgpu_mn.c',
    'drivers/gpu/drm/i915/i915_gem_userptr.c',
    'drivers/gpu/drm/radeon/radeon_mn.c',
    'drivers/infiniband/core/umem_odp.c',
    'drivers/infiniband/hw/hfi1/mmu_rb.c',
    'drivers/misc/mic/scif/scif_dma.c',
    'drivers/misc/sgi-gru/grutlbpurge.c',
    'drivers/xen/gntdev.c',
    'fs/dax.c',
    'fs/proc/task_mmu.c',
    'include/linux/mm.h',
    'include/linux/mmu_notifier.h',
    'kernel/events/uprobes.c',
    'mm/hmm.c',
    'mm/huge_memory.c',
    'mm/hugetlb.c',
    'mm/khugepaged.c',
    'mm/ksm.c',
    'mm/madvise.c',
    'mm/memory.c',
    'mm/migrate.c',
    'mm/mmu_notifier.c',
    'mm/mprotect.c',
    'mm/mremap.c',
    'mm/oom_kill.c',
    'mm/rmap.c',
    'virt/kvm/kvm_main.c',
  ]
  const table = page.slice(page.indexOf('The series "mmu notifier contextual informations"'))
  for (const file of touched)
    expect(
      table.split('\n').some((line) => line.includes(file) && line.includes('](')),
      file,
    ).toBe(true)
})
