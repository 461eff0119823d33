/** Programs that watch a stock kernel and print lines like those of a log. */
import { type Probe, probes, structures, unseen } from './probes.ts'

const notifierEvents = ['UNMAP', 'CLEAR', 'PROT_VMA', 'PROT_PAGE', 'SOFT_DIRTY', 'RELEASE', 'MIGRATE', 'EXCLUSIVE']

const limits = [
  'What a stock kernel does not let one see, and a log for "hmmcheck conform" has to have:',
  ...unseen.map(([events, why]) => `  ${events}: ${why}.`),
  'So what this prints is for reading, beside a race that hmmcheck prints, and not for "hmmcheck conform". For that each',
  'of those lines has to be printed by the kernel itself, with a number that is drawn from one counter under the lock of the step.',
  'Numbers here are drawn when the probe runs: two lines of two processors may have changed places, and a few may share a number.',
  'A probe of a function that this kernel has not, or has compiled into its callers, is to be left out.',
]

const selftests = [
  'To run the selftests of the kernel under it:',
  '  make -C tools/testing/selftests TARGETS=mm        # in the sources of the kernel that runs',
  '  modprobe test_hmm spm_addr_dev0=0 spm_addr_dev1=0  # CONFIG_TEST_HMM=m',
  '  cd tools/testing/selftests/mm && ./test_hmm.sh smoke',
]

/** For bpftrace. */
export function bpftraceProgram(): string {
  const comment = [
    'A watch on device memory migration, for Linux 6.12 on x86-64 with lib/test_hmm.c.',
    '',
    ...limits,
    '',
    ...selftests,
  ]
  return `${[
    '#!/usr/bin/env bpftrace',
    '/*',
    ...comment.map((line) => ` *${line === '' ? '' : ` ${line}`}`),
    ' */',
    ...structures.flatMap(({ name, fields }) => [
      '',
      `struct ${name} {`,
      ...fields.map(([type, field]) => `  ${type}${type.endsWith('*') ? '' : ' '}${field};`),
      '};',
    ]),
    '',
    'BEGIN',
    '{',
    '  @n = 0;',
    ...notifierEvents.map((name, number) => `  @event[${number}] = "${name}";`),
    '}',
    ...probes.flatMap((probe) => ['', ...bpftraceProbe(probe)]),
    '',
    'END',
    '{',
    '  clear(@n);',
    '  clear(@event);',
    '  clear(@given);',
    '}',
  ].join('\n')}\n`
}

/** What a function returns with is printed with what it was given: that is kept from its entry on. */
function bpftraceProbe({ event, function: name, at, takes, tells }: Probe): string[] {
  const argument = name === 'dmirror_interval_invalidate' ? 'arg1' : 'arg0'
  const keeps = at === 'return' && takes !== undefined
  const given = keeps ? `@given[tid, "${name}"]` : argument
  const fields = tells.map(([key, format]) => ` ${key}=${format}`).join('')
  const values = tells.map(([, , value]) => `, ${value}`).join('')
  const head = '"%s-%d [%03d] ..... %llu.%06llu: '
  const print = [
    `  printf(${head}${name}: n=%d ev=${event}${fields}\\n",`,
    `    comm, tid, cpu, nsecs / 1000000000, (nsecs / 1000) % 1000000, @n${values});`,
  ]
  return [
    ...(keeps ? [`kprobe:${name}`, '{', `  @given[tid, "${name}"] = ${argument};`, '}', ''] : []),
    `${at === 'entry' ? 'kprobe' : 'kretprobe'}:${name}`,
    ...(keeps ? [`/${given} != 0/`] : []),
    '{',
    ...(takes === undefined ? [] : [`  $it = (struct ${takes} *)${given};`]),
    '  @n = @n + 1;',
    ...print,
    ...(keeps ? [`  delete(${given});`] : []),
    '}',
  ]
}

/** For ftrace, with nothing but a shell. */
export function ftraceCommands(): string {
  const comment = [
    'A watch on device memory migration, for Linux 6.12 on x86-64 with lib/test_hmm.c. Run it as root.',
    '',
    ...limits,
    '',
    ...selftests,
  ]
  return `${[
    '#!/bin/sh',
    ...comment.map((line) => (line === '' ? '#' : `# ${line}`)),
    'set -eu',
    'cd /sys/kernel/tracing',
    'echo 0 > tracing_on',
    'echo > trace',
    'echo 0 > events/enable',
    'echo > kprobe_events',
    ...probes.map(
      ({ event, function: name, at, fetches }) =>
        `echo '${at === 'entry' ? 'p' : 'r'}:hmmcheck/${event} ${[name, ...fetches].join(' ')}' >> kprobe_events || echo 'no probe of ${name}()' >&2`,
    ),
    'echo 1 > events/hmmcheck/enable',
    'echo mono > trace_clock',
    'echo 1 > tracing_on',
    'echo "recording; run the test, then: cat /sys/kernel/tracing/trace" >&2',
  ].join('\n')}\n`
}
