/** Runs a program, and takes its wall time and its peak memory, in the same way for both sides. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Measured {
  readonly seconds: number
  /** Peak resident set. Undefined where the system has no /proc. */
  readonly peakBytes: number | undefined
  readonly output: string
}

/** Milliseconds between two looks at the peak; the kernel keeps it, so only the very last growth can be missed. */
const LOOK_EVERY = 20

/** @throws Error with what the program wrote if it does not end well. */
export function measure(program: string, given: readonly string[], directory: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(program, given, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let complaints = ''
    let peakBytes: number | undefined
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text
    })
    const timer = setInterval(() => {
      peakBytes = peakOf(child.pid) ?? peakBytes
    }, LOOK_EVERY)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearInterval(timer)
      const seconds = (performance.now() - started) / 1000
      if (code === 0) resolve({ seconds, peakBytes, output })
      else reject(new Error(`${program} ${given.join(' ')} ended with ${code ?? signal}\n${complaints || output}`))
    })
  })
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined // the process has just ended, or there is no /proc
  }
}
