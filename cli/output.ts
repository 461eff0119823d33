/** Standard output, and whether it is a terminal; complaints, on standard error. */
import pc from 'picocolors'
import type { z } from 'zod'
import type { DocumentOf } from './schemas/document.ts'

/** Colours only for a terminal, whatever CI or the environment claim; `NO_COLOR` switches them off there too. */
export const colors = pc.createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined)

export type Colors = typeof colors

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** @throws if the document is not what its schema says, for then whoever relies on the schema is misled. */
export function printJson<Schema extends z.ZodType>(schema: Schema, document: DocumentOf<Schema>): void {
  schema.parse(document)
  print(JSON.stringify(document, undefined, 2))
}

export const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ')

/** One line on standard error. */
export const complain = (text: string): boolean => process.stderr.write(`hmmcheck: ${oneLine(text)}\n`)

/** A reader that has seen enough (`| head`) is no error. The exit code stays what the command says. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      if (stream === process.stdout) process.stderr.write(`hmmcheck: cannot write the output: ${error.code}\n`)
      process.exit(2)
    })
}
