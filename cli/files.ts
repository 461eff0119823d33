/** Reading and writing files, with errors of one line. */
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { access, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { ModelError } from '../checker/index.ts'

export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new ModelError(`cannot read "${file}": ${reason(error)}`, { cause: error })
  })
}

/** A text line by line, unpacked if its name ends in .gz; never all of it at once. */
export async function* readLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file)
  const isPacked = file.endsWith('.gz')
  const text = isPacked ? source.pipe(createGunzip()) : source
  const lines = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })
  const failed = new Promise<never>((_, reject) => {
    for (const stream of new Set([source, text])) stream.once('error', reject)
  })
  failed.catch(() => undefined)
  const next = lines[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { value, done } = await Promise.race([next.next(), failed])
      if (done === true) return
      yield value
    }
  } catch (error) {
    throw new ModelError(`cannot read "${file}": ${reason(error)}`, { cause: error })
  } finally {
    lines.close()
    source.destroy()
  }
}

export async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw new ModelError(`cannot write "${file}": ${reason(error)}`, { cause: error })
  })
}

/** As many lines as there are, a piece at a time. */
export async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  await pipeline(pieces(lines), createWriteStream(file)).catch((error: unknown) => {
    throw new ModelError(`cannot write "${file}": ${reason(error)}`, { cause: error })
  })
}

/** Lines in pieces that are worth a write each. */
export function* pieces(lines: Iterable<string>): Generator<string> {
  let piece = ''
  for (const line of lines) {
    piece += `${line}\n`
    if (piece.length < 1 << 16) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** Tells before a long search, rather than after it, that its result could not be written. */
export async function refuseUnwritable(file: string): Promise<void> {
  try {
    const existing = await stat(file).catch(() => undefined)
    if (existing?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    await access(existing === undefined ? dirname(file) : file, constants.W_OK)
  } catch (error) {
    throw new ModelError(`cannot write "${file}": ${reason(error)}`, { cause: error })
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  Z_BUF_ERROR: 'the packed file is cut off',
  Z_DATA_ERROR: 'it is not packed by gzip, or damaged',
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return reasons[code] ?? code
}
