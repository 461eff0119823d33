import { describe, expect, test } from 'vitest'
import { file, hmmcheckHere } from './run.ts'

const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown command', ['chek'], /unknown command "chek"; did you mean "check"\? allowed: check, simulate, claims, /],
  [
    'an unknown option',
    ['check', 'own-fault', '--kernl', '6.1'],
    /unknown option '--kernl' \(Did you mean --kernel\?\)/,
  ],
  ['an option without its value', ['check', 'own-fault', '--kernel'], /option '--kernel <version>' argument missing/],
  ['too many words', ['check', 'own-fault', 'hole-race'], /too many arguments for 'check'/],
  ['an option that is not offered', ['check', 'own-fault', '--swarm', '2'], /unknown option '--swarm'/],
  ['no scenario', ['check'], /check needs the name of a scenario; allowed: .*own-fault/],
  ['an unknown scenario', ['check', 'own-falt'], /unknown scenario "own-falt"; did you mean "own-fault"\? allowed: /],
  ['an unknown scenario in the table', ['--only', 'own'], /unknown scenario "own"; did you mean "own-fault"\?/],
  [
    'an unknown kernel',
    ['check', 'own-fault', '--kernel', '5.99'],
    /unknown kernel "5\.99"; did you mean "5\.9"\? allowed: 4\.14, /,
  ],
  [
    'an unknown driver',
    ['check', 'own-fault', '--driver', 'A=contrct'],
    /unknown driver "contrct"; did you mean "contract"/,
  ],
  [
    'an unknown device',
    ['check', 'own-fault', '--driver', 'Z=contract'],
    /unknown device of the scenario own-fault: "Z"/,
  ],
  ['a device without a driver', ['check', 'own-fault', '--driver', 'A'], /--driver is "A"; allowed: DEVICE=DRIVER/],
  ['a device with two', ['check', 'own-fault', '--driver', 'A=contract', '--driver', 'A=test_hmm'], /names "A" twice/],
  [
    'a driver that the kernel does not have',
    ['check', 'own-fault', '--kernel', '5.4', '--driver', 'A=test_hmm'],
    /5\.4/,
  ],
  ['an unknown switch', ['check', 'own-fault', '--set', 'x=1'], /unknown switch "x"; allowed: /],
  ['an unknown value', ['check', 'own-fault', '--set', 'holeNotify=non'], /"non"; did you mean "none"\? allowed: /],
  [
    'an unknown property',
    ['check', 'own-fault', '--property', 'no-stale'],
    /unknown property "no-stale"; did you mean/,
  ],
  ['an unknown format', ['check', 'own-fault', '--format', 'rase'], /unknown format "rase"; did you mean "race"\?/],
  ['a limit that is no number', ['check', 'own-fault', '--max-states', 'few'], /--max-states is "few"; allowed: /],
  ['a size that is none', ['check', 'own-fault', '--max-memory', '8X'], /--max-memory is "8X"; allowed: /],
  ['two modes at once', ['check', 'own-fault', '--once', '--forever'], /--once and --forever exclude each other/],
  [
    'a place where nothing can be saved',
    ['check', 'own-fault', '--save', '/no/such/x'],
    /cannot write "\/no\/such\/x": /,
  ],
  ['a simulation of nothing', ['simulate'], /simulate needs the name of a scenario; allowed: /],
  ['no runs', ['simulate', 'own-fault', '--runs', '0'], /--runs is "0"; allowed: a whole number from 1 to /],
  [
    'a seed that is none',
    ['simulate', 'own-fault', '--seed', 'x'],
    /--seed is "x"; allowed: a whole number from 0 to /,
  ],
  ['switches that are no number', ['check', 'own-fault', '--max-switches', '-1'], /--max-switches is "-1"; allowed: /],
  [
    'coverage of a part',
    ['check', 'own-fault', '--max-switches', '1', '--coverage'],
    /--coverage counts in a whole search; leave out --max-switches/,
  ],
  ['an export of nothing', ['export'], /export needs the name of a scenario; allowed: /],
  ['an export to nowhere', ['export', 'own-fault'], /export needs --to; allowed: promela, murphi, /],
  ['an export to somewhere else', ['export', 'own-fault', '--to', 'spin'], /unknown format "spin";.* allowed: promela/],
  [
    'an automaton of nothing',
    ['export', 'own-fault', '--to', 'rv'],
    /--to rv needs --machine; allowed: pte, .*notifier, /,
  ],
  ['an automaton of something else', ['export', 'own-fault', '--to', 'rv', '--machine', 'notifer'], /"notifier"\?/],
  [
    'an automaton of what depends on others',
    ['export', 'own-fault', '--to', 'rv', '--machine', 'GPU A migrate'],
    /"GPU A migrate" is not deterministic by itself, so it has no automaton: in /,
  ],
  ['a machine for no automaton', ['export', 'own-fault', '--to', 'aut', '--machine', 'pte'], /only for --to rv/],
  [
    'a TLA+ module that cannot be named as its file is',
    ['export', 'own-fault', '--to', 'tla', '--out', '/tmp/own-fault.tla'],
    /--out is "\/tmp\/own-fault\.tla"; allowed for TLA\+: /,
  ],
  ['a list of something else', ['list', 'kernel'], /unknown list "kernel"; did you mean "kernels"\? allowed: /],
  [
    'a proposal that nobody made',
    ['check', 'own-fault', '--kernel', '5.9+no-second'],
    /unknown proposal "no-second"; did you/,
  ],
  [
    'a proposal for a kernel that is none',
    ['diff', '5.9', '5.99+no-second-invalidation'],
    /unknown kernel "5\.99"; did/,
  ],
  ['a difference to nothing', ['diff', '5.9'], /diff needs the names of two kernels; see hmmcheck list kernels/],
  ['a difference between three', ['diff', '5.9', '5.10', '5.11'], /too many arguments for 'diff'/],
  ['a difference to an unknown kernel', ['diff', '5.9', '5.l1'], /unknown kernel "5\.l1"; did you mean "5\.11"\?/],
  [
    'a switch that is not modelled',
    ['check', 'own-fault', '--set', 'thpDevicePrivate=no'],
    /the switch thpDevicePrivate cannot be set: it is not modelled \(no huge pages\)/,
  ],
  [
    'an unknown mutation',
    ['check', 'pinned', '--mutation', 'no-pin-tst'],
    /unknown mutation "no-pin-tst"; did you mean "no-pin-test"\? allowed: /,
  ],
  [
    'a mutation that cannot be made',
    ['check', 'pinned', '--mutation', 'reference-after-lock'],
    /the mutation "reference-after-lock" cannot be made: it does so only for large folios/,
  ],
  [
    'a mutation that changes nothing there',
    ['check', 'register', '--mutation', 'no-pin-test'],
    /the mutation "no-pin-test" changes nothing here/,
  ],
  [
    'a mutation that is taken back',
    ['check', 'hole-race', '--mutation', 'no-second-invalidation', '--set', 'holeNotify=CLEAR'],
    /sets holeNotify=none, so it cannot be set to CLEAR/,
  ],
  [
    'a race of an unknown mutation',
    ['mutations', 'wrong-rang'],
    /unknown mutation "wrong-rang"; did you mean "wrong-range"/,
  ],
  ['a race of an unknown bug', ['bugs', 'S46'], /unknown bug "S46"; did you mean "S4"/],
  ['an unknown machine', ['diagram', 'folioo'], /unknown machine "folioo"; did you mean "folio"\?/],
  [
    'a schema of something else',
    ['schema', 'chek'],
    /unknown command "chek"; did you mean "check"\? allowed: verdict-table, /,
  ],
  ['a picture of nothing', ['diagram', '--out', file('x.svg')], /--out and --state need a machine; allowed: pte, /],
  ['an unknown state', ['diagram', 'pte', '--state', 'gone'], /machine "pte" has no state "gone"; it has none; zero; /],
  ['an unknown picture', ['diagram', 'pte', '--format', 'png'], /unknown format "png"; .* allowed: mermaid, svg/],
  [
    'a place where no picture can be',
    ['diagram', 'pte', '--out', '/no/such/x.svg'],
    /cannot write "\/no\/such\/x\.svg": no such file or folder/,
  ],
  ['no file to print', ['trace'], /trace needs a file/],
  ['no file to replay', ['replay'], /replay needs a file/],
  ['a file that is not there', ['replay', file('absent.json')], /cannot read ".*absent\.json": no such file or folder/],
  ['a folder', ['trace', '/'], /cannot read "\/": it is a folder/],
  ['a damaged file', ['trace', file('damaged.json', '{"format":')], /damaged\.json: not JSON, or damaged/],
  ['a foreign file', ['replay', file('foreign.json', '{"a": 1}')], /foreign\.json: not a trace saved by hmmcheck/],
]

describe('bad input', () => {
  test.each(refused)('%s is refused with one line on standard error and exit code 2', async (_, given, message) => {
    const { code, out, err } = await hmmcheckHere(...given)
    expect(err).toMatch(message)
    expect(err).toMatch(/^hmmcheck: [^\n]+\n$/)
    expect(out).toBe('')
    expect(code).toBe(2)
  })
})
