/** Reading and writing files, with errors of one line. */
import { constants } from 'node:fs'
import { access, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ModelError } from '../checker/index.ts'

export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new ModelError(`cannot read "${file}": ${reason(error)}`, { cause: error })
  })
}

export async function writeText(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((error: unknown) => {
    throw new ModelError(`cannot write "${file}": ${reason(error)}`, { cause: error })
  })
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
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return reasons[code] ?? code
}
