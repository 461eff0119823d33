/** State diagrams as pictures. Graphviz is compiled to WebAssembly: nothing is installed, and every machine draws alike. */
import { type DiagramOptions, dotStateDiagram } from '../checker/index.ts'
import type { NamedMachine } from '../model/index.ts'

type Machine = NamedMachine['machine']

/** @returns an SVG document. The same machine always gives the same text. */
export async function svgStateDiagram(machine: Machine, options: DiagramOptions = {}): Promise<string> {
  // 1 MB that only pictures need
  const { instance } = await import('@viz-js/viz')
  const graphviz = await instance()
  return (
    graphviz
      .renderString(dotStateDiagram(machine, options), { format: 'svg' })
      .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
      .replaceAll(/<!DOCTYPE[^>]*>\n?/g, '')
      // of boxes and arrows the titles are their numbers; that of the whole picture stays
      .replaceAll(/<title>(?:s\d|start_|cluster_)[^<]*<\/title>\n?/g, '')
      .replaceAll(' font-family="Arial"', '')
      .replace('<g id="graph0"', '<g id="graph0" font-family="Arial,Helvetica,Liberation Sans,sans-serif"')
  )
}
