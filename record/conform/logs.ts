/** The logs of a real kernel that the repository has. */
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const unpack = promisify(gunzip)
const suffix = '.log.gz'

export interface Log {
  readonly name: string
  /** Its lines, in the order of their numbers; no comments. */
  readonly lines: readonly string[]
}

/** @param root of the repository */
export async function readLogs(root: URL): Promise<Log[]> {
  const folder = new URL('test/model/logs/', root)
  const files = (await readdir(folder)).filter((file) => file.endsWith(suffix)).sort()
  return Promise.all(files.map((file) => readLog(root, file.replace(suffix, ''))))
}

export async function readLog(root: URL, name: string): Promise<Log> {
  const text = (await unpack(await readFile(new URL(`test/model/logs/${name}${suffix}`, root)))).toString('utf8')
  const lines = text.split('\n').filter((line) => numberOf(line) !== undefined)
  lines.sort((a, b) => (numberOf(a) as number) - (numberOf(b) as number))
  return { name, lines }
}

function numberOf(line: string): number | undefined {
  const [, n] = / n=(\d+) ev=/.exec(line) ?? []
  return n === undefined ? undefined : Number(n)
}

/** As the command reads them. */
export async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}
