import type { Result } from './kubectl.ts';

interface Rule {
  /** Why the two may differ there and still be the same. */
  because: string;
  pattern: RegExp;
  with: string;
}

/** All that may differ between the two, in one place. Nothing else is touched. */
const rules: readonly Rule[] = [
  {
    because:
      'the second object that wait waits for has no time left: what it says depends on which step of it finds that out',
    pattern:
      /^(?:timed out waiting for the condition on \S+|client rate limiter Wait returned an error: context deadline exceeded)$/gm,
    with: 'TIMED OUT',
  },
  {
    because:
      'the real one complains of a watch that its own deadline ended within a second, sometimes',
    pattern: /^.*very short watch: .*\n/gm,
    with: '',
  },
  {
    because:
      'the real one complains of a socket that it closed itself before it had read all, sometimes',
    pattern: /^[EFIW]\d{4} .*"Unhandled Error" err="websocket: close sent"\n/gm,
    with: '',
  },
  {
    because: 'scale looks for the last time when its time is over, or just before',
    pattern:
      /(?<=^error: )(?:timed out waiting for "\S+" to be synced|client rate limiter Wait returned an error: (?:rate: Wait\(n=1\) would exceed context deadline|context deadline exceeded))$/gm,
    with: 'TIMED OUT',
  },
  {
    because:
      'a deadline ends two contexts of the real one at once, and the one that is seen first words the error',
    pattern:
      /(?<=^error: )(?:context deadline exceeded|net\/http: request canceled)(?: \(Client\.Timeout or context cancellation while reading body\))?$/gm,
    with: 'TIMED OUT',
  },
  {
    because: 'each of the two listens on a port of its own choice when asked for any',
    pattern: /(?<=Forwarding from (?:127\.0\.0\.1|\[::1\]):)\d+(?= -> \d+)/g,
    with: 'PORT',
  },
  {
    because: 'each command run in a container has an id drawn by chance',
    pattern: /(?<=failed to start exec \\?")[0-9a-f]{64}/g,
    with: 'ID',
  },
  {
    because: 'temporary files are named at random by the real one',
    pattern: /\/tmp\/(LIVE-|MERGED-|kubectl-edit-|kubectl_replace_)\d+(\.yaml)?/g,
    with: '/tmp/$1N$2',
  },
  {
    because: 'klog’s lines begin with the time of the wall and the number of the process',
    pattern: /^[EFIW]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ (?=\w+\.go:\d+\])/gm,
    with: 'KLOG ',
  },
  {
    because: 'what is not created yet gets a uid drawn by chance, at each try',
    pattern: /(?<=^\+ {2}uid: )[0-9a-f-]{36}$/gm,
    with: 'UID',
  },
  {
    because: 'nor is an address or a port of a service chosen yet, and each try chooses its own',
    pattern: /(?<=^\+ {2}(?:clusterIP: |- ))10\.96\.\d+\.\d+$|(?<=^\+ {4}nodePort: )\d+$/gm,
    with: 'ADDRESS',
  },
  {
    because: 'a map of Go’s is told by where its values are in memory',
    pattern: /(?<=:)0xc000[0-9a-f]{6}\b/g,
    with: 'POINTER',
  },
  {
    because: 'diff prints the time at which its files were written, to the nanosecond',
    pattern: /(?<=^(?:---|\+\+\+) \S+\t)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000$/gm,
    with: 'TIME',
  },
];

/** Ages and times, only where the line moves time itself: the two do not take the same time to run. */
const timeRules: readonly Rule[] = [
  {
    because:
      'what a command changes is changed when it runs, and the two do not run at the same instant',
    pattern:
      /\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z| \d\d:\d\d:\d\d \+0000 UTC)|\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g,
    with: 'TIME',
  },
  {
    because:
      'uids, names and tokens are drawn by chance, and more happens while the slower one runs',
    pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g,
    with: 'UID',
  },
  {
    because: 'the same, for the names that controllers give to pods',
    pattern: /(?<=-)[bcdfghjklmnpqrstvwxz2456789]{5}\b(?![-.])/g,
    with: 'XXXXX',
  },
  {
    because: 'the same, for tokens, which hold times and a uid',
    pattern: /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
    with: 'TOKEN',
  },
  {
    because: 'the same, for versions, which count all that happens in the cluster',
    pattern: /(?<=resourceVersion"?[:=] ?"?)\d+/g,
    with: 'VERSION',
  },
  {
    because: 'the same, for the addresses and ports that services get',
    pattern: /\b10\.96\.(?!0\.)\d+\.\d+\b|(?<=nodePort"?: )3\d{4}\b/g,
    with: 'ADDRESS',
  },
  {
    because: 'the same, for the containers that debug adds',
    pattern: /(?<=debugger-)[a-z0-9]{5}(?=\.)/g,
    with: 'XXXXX',
  },
  {
    because: 'ages count from those instants, those of a series of events included',
    pattern: /\b(?:\d+[dhms])+(?=[ )]|$)/gm,
    with: 'AGE',
  },
];

interface Unordered {
  because: string;
  line: RegExp;
}

/** Lines whose output has an order that the real one does not choose: their lines of text are compared sorted. */
const unordered: readonly Unordered[] = [
  {
    because: 'labels and annotations are listed in the order of a Go map, which is random',
    line: /^kubectl (label|annotate) .*--list/,
  },
  {
    because: 'so are the rows of a limit range',
    line: /^kubectl describe (limitranges?|limits|ns|namespaces?|-f (\.|platform\.yaml))(\s|$)/,
  },
  {
    because: 'pods are evicted in parallel, and named as each one’s turn comes',
    line: /^kubectl drain /,
  },
];

/** So many requests that the real one's client holds some back, for a second or two: what it prints last is older. */
const takesSeconds = /^kubectl describe .*--chunk-size=1\b/;

interface Circumstances {
  line: string;
  movesTime: boolean;
}

/** What jsonpath descends into is a Go map, whose order is random: its words are compared sorted. */
const isDescending = /\.\.[\w]|\.\*|\['\*'\]/;

function normalise(result: Result, { line, movesTime }: Circumstances): Result {
  const apply = (text: string) =>
    [...rules, ...(movesTime ? timeRules : [])].reduce(
      (out, rule) => out.replaceAll(rule.pattern, rule.with),
      text,
    );
  const isUnordered = unordered.some((one) => one.line.test(line));
  const stdout = apply(result.stdout);
  const inOrder = isUnordered ? stdout.split('\n').toSorted().join('\n') : stdout;
  return {
    ...result,
    stdout: isDescending.test(line)
      ? inOrder
          .split(/[\s,]+/)
          .toSorted()
          .join(' ')
      : inOrder,
    stderr: apply(result.stderr),
  };
}

/** Both results, as they are compared. */
export function comparable(
  { real, ours }: { real: Result; ours: Result },
  { line, changes = false }: { line: string; changes?: boolean | undefined },
): { expected: Result; actual: Result } {
  const circumstances = { line, movesTime: changes || takesSeconds.test(line) };
  return { expected: normalise(real, circumstances), actual: normalise(ours, circumstances) };
}
