import { expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { diagramOptions } from '../../cli/diagram-options.ts'
import { svgStateDiagram } from '../../cli/svg.ts'
import { coverage, machines } from '../../model/index.ts'

test('every machine can be drawn, always in the same way', async () => {
  for (const machine of machines) {
    const options = diagramOptions(machine, coverage)
    const svg = await svgStateDiagram(machine.machine, options)
    expect(svg).toMatch(/^<\?xml [^>]*\?>\n<svg [^>]*>[\s\S]*<\/svg>\n$/)
    expect(await svgStateDiagram(machine.machine, options)).toBe(svg)
  }
})

test('what never fired is dashed, and only that', async () => {
  const states = { a: { on: { one: 'b', two: 'b' } }, b: {} }
  const machine = createMachine({ id: 'm', initial: 'a', states })
  expect(await svgStateDiagram(machine)).not.toContain('stroke-dasharray')
  const svg = await svgStateDiagram(machine, { unfired: new Set(['a on two']) })
  expect(svg.match(/stroke-dasharray/g)).toHaveLength(1)
  expect(svg).toContain('dashed and grey: never fired in any search')
})

test('a line that an arrow starts from or leads to, a box around boxes, is cut off there', async () => {
  const states = { a: { initial: 'x', states: { x: {}, y: {} }, on: { out: 'b' } }, b: { on: { back: 'a' } } }
  const svg = await svgStateDiagram(createMachine({ id: 'm', initial: 'a', states }))
  expect(svg.match(/class="cluster"/g)).toHaveLength(1)
  expect(svg.match(/class="edge"/g)).toHaveLength(4)
})

test('no text breaks the picture', async () => {
  const odd = `<b> & "q" \\ ' \n {x|y} -> [z]`
  const transition = { guard: odd, description: odd, actions: odd }
  const states = { [odd]: { description: odd, on: { [odd]: transition, go: { ...transition, target: 'b' } } }, b: {} }
  const machine = createMachine({ id: odd, initial: odd, states })
  const svg = await svgStateDiagram(machine, { title: odd, notes: new Map([[odd, [odd]]]) })
  expect(svg.match(/&lt;b&gt; &amp; &quot;q&quot;/g)?.length).toBeGreaterThan(3)
})
