/** What to type for a check, or for another command that is told in the same words what is meant. */

/** The options of `check` that say what is checked. */
interface CheckWords {
  readonly scenario: string
  readonly kernel?: string | undefined
  readonly set?: readonly string[] | undefined
  readonly driver?: readonly string[] | undefined
  readonly mutation?: string | undefined
  readonly without?: readonly string[] | undefined
  readonly property?: readonly string[] | undefined
  readonly forever?: boolean | undefined
}

/** @param more words after the others */
export const checkCommand = (asked: CheckWords, ...more: readonly string[]): string =>
  commandWords('check', asked, ...more)

export function commandWords(command: string, asked: CheckWords, ...more: readonly string[]): string {
  const { scenario, kernel, set = [], driver = [], mutation, without = [], property = [], forever = false } = asked
  const option = (name: string, values: readonly string[]) => values.flatMap((value) => [name, value])
  const words = [
    command,
    scenario,
    ...option('--kernel', kernel === undefined ? [] : [kernel]),
    ...option('--set', set),
    ...option('--driver', driver),
    ...option('--mutation', mutation === undefined ? [] : [mutation]),
    ...option('--without', without),
    ...option('--property', property),
    ...(forever ? ['--forever'] : []),
    ...more,
  ]
  return `hmmcheck ${words.map(quoted).join(' ')}`
}

/** For a shell; the usual names need no quotes. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
