/** Numbers as people type them (`2M`, `8G`) and read them (`1,234,567`). */
import { ModelError } from '../checker/index.ts'

/** Parses a count of states: digits, and optionally k, M or G for thousands, millions, thousand millions. */
export function parseCount(option: string): (text: string) => number {
  return (text) => scaled(option, text, 1000, 'a whole number from 1 on, for instance 500000, 500k or 2M')
}

/** Parses a size in bytes: digits, and optionally K, M, G or T for powers of 1024. */
export function parseSize(option: string): (text: string) => number {
  return (text) => scaled(option, text, 1024, 'a size in bytes, for instance 500M or 8G')
}

/** Parses a number of worker threads; each takes memory of its own, so far more than processors are a mistake. */
export const parseWorkers = (option: string): ((text: string) => number) => whole(option, 1, 256)

/** Parses a bound on context switches. */
export const parseSwitches = whole('--max-switches', 0, 1e6)

/** Parses a whole number in a range. */
export function whole(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= least && value <= most))
      throw new ModelError(`${option} is "${text}"; allowed: a whole number from ${least} to ${most}`)
    return value
  }
}

function scaled(option: string, text: string, unit: number, allowed: string): number {
  const [, digits, suffix = ''] = /^(\d+)([kmgt]?)b?$/i.exec(text.trim()) ?? []
  const value = Number(digits) * unit ** ' kmgt'.indexOf(suffix.toLowerCase() || ' ')
  if (digits === undefined || value < 1 || !Number.isSafeInteger(value))
    throw new ModelError(`${option} is "${text}"; allowed: ${allowed}`)
  return value
}

export const showCount = (count: number): string => count.toLocaleString('en-US')

export const showSeconds = (seconds: number): string => `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`

/** `850`, `12 k`, `3.4 M`: a rate needs no more digits than that. */
export function showRate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return '-'
  if (perSecond < 1e4) return showCount(Math.round(perSecond))
  return perSecond < 1e6 ? `${Math.round(perSecond / 1e3)} k` : `${(perSecond / 1e6).toFixed(1)} M`
}
