/**
 * What a reader goes by: the sequence of its interval subscription, the range that it registered with hmm_mirror, or the
 * counter of a subscriber in the mm's list.
 */
import type { See, Tell } from '../../checker/index.ts'
import type { Subscriber, System } from '../system.ts'

/** Whether a fill has to wait before it begins. */
export function isAnnounced({ switches }: System, { driver, counter, hmmMirror, subscription }: Subscriber, see: See) {
  if (driver.check === 'none') return false
  if (driver.check === 'counter')
    return driver.waitsForCounter === true && counter !== undefined && see(counter).context.inProgress > 0
  if (hmmMirror !== undefined) return switches.mirrorApi === 'hmm_mirror' && see(hmmMirror).context.told
  return see(subscription).context.told
}

/** Whether what a reader has seen since it began may be out of date. */
export function isOutOfDate({ driver, counter, hmmMirror, subscription }: Subscriber, by: string, see: See): boolean {
  if (driver.check === 'none') return false
  if (driver.check === 'counter' && counter !== undefined) {
    const { inProgress, readers } = see(counter).context
    return inProgress > 0 || readers[by] === 'moved'
  }
  const { readers } = hmmMirror === undefined ? see(subscription).context : see(hmmMirror).context
  return readers[by] === 'moved'
}

/** Begins or ends to watch. */
export function watch(
  { driver, counter, hmmMirror, subscription }: Subscriber,
  event: { readonly type: 'read_begin' | 'read_end'; readonly by: string },
  tell: Tell,
): void {
  if (driver.check === 'none') return
  if (driver.check === 'counter' && counter !== undefined) tell(counter, event)
  else if (hmmMirror === undefined) tell(subscription, event)
  else tell(hmmMirror, event)
}
