/** Standard output, and whether it is a terminal. */
import pc from 'picocolors'

/** Colours only for a terminal, whatever CI or the environment claim; `NO_COLOR` switches them off there too. */
export const colors = pc.createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined)

export type Colors = typeof colors

export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function printJson(document: unknown): void {
  print(JSON.stringify(document, undefined, 2))
}

/** A reader that has seen enough (`| head`) is no error. The exit code stays what the command says. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      if (stream === process.stdout) process.stderr.write(`hmmcheck: cannot write the output: ${error.code}\n`)
      process.exit(2)
    })
}
