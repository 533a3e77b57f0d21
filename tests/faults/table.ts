/** A test elsewhere in the tree: its file, and what its name holds. */
export interface Shown {
  file: string;
  test: string;
}

export type Fault =
  | { tests: readonly Shown[] }
  /** Not of the cluster, kubectl, the shell or the worker: the issue that it belongs to, and why. */
  | { issue: number; because: string };

const commandLine = (test: string): Shown => ({ file: 'tests/faults/command-line.test.ts', test });
const manifests = (test: string): Shown => ({ file: 'tests/faults/manifests.test.ts', test });
const cluster = (test: string): Shown => ({ file: 'tests/faults/cluster.test.ts', test });
const session = (test: string): Shown => ({ file: 'tests/shell/session.test.ts', test });
const editor = (test: string): Shown => ({ file: 'src/terminal/line/editor.test.ts', test });
const sanitise = (test: string): Shown => ({ file: 'src/terminal/sanitise.test.ts', test });
const filter = (test: string): Shown => ({ file: 'src/terminal/output-filter.test.ts', test });
const kubectl = (test: string): Shown => ({ file: 'src/commands/kubectl/reading.test.ts', test });
const fuzz = (test: string): Shown => ({ file: 'tests/fuzz/fuzz.test.ts', test });

/** The faults of a command line, of its output, of manifests and of the cluster: each shown by a test, or of another issue. */
export const faults: Readonly<Record<number, Fault>> = {
  1: { tests: [commandLine('1: random bytes'), fuzz('no command line makes the shell throw')] },
  2: {
    tests: [
      commandLine('2: a line of more than a million characters'),
      editor('refuses what no command line holds, and stays usable'),
    ],
  },
  3: {
    tests: [
      commandLine('3: Ctrl-C stops the rest'),
      editor('shows several lines and runs none of them before Enter'),
    ],
  },
  4: {
    tests: [session('asks for more after'), session('forgets an incomplete command at Ctrl-C')],
  },
  5: { tests: [session('with 130'), session('a busy loop is stopped by itself')] },
  6: {
    tests: [commandLine('6: a loop of kubectl'), commandLine('6: what such a loop prints is cut')],
  },
  7: { tests: [commandLine('7: a fork bomb'), session('ends the fork bomb')] },
  8: { tests: [commandLine('8: five thousand times')] },
  9: { tests: [commandLine('9 and 10: %s is refused or cut')] },
  10: { tests: [commandLine('9 and 10: %s is refused or cut')] },
  11: { tests: [commandLine('11: an expression that would take for ever')] },
  12: { tests: [session('Ctrl-C ends what waits: a sleep')] },
  13: { tests: [commandLine('13: nothing follows a watch')] },
  14: { tests: [commandLine('14: logs -f ends at Ctrl-C')] },
  15: { tests: [session('explains what is not there')] },
  16: { tests: [kubectl('kubectl $line')] },
  17: { tests: [kubectl('tells a missing object and an unknown kind apart')] },
  18: { tests: [commandLine('18: the name')] },
  19: {
    tests: [
      commandLine('19: names of JavaScript'),
      {
        file: 'src/process/memory-files.test.ts',
        test: 'takes the names of an object’s prototype',
      },
    ],
  },
  20: { tests: [commandLine('20: the file system refuses')] },
  21: { tests: [commandLine('21: %s explains itself')] },
  22: {
    tests: [
      commandLine('22: nothing outside answers'),
      { file: 'tests/e2e/sandbox.spec.ts', test: 'nothing leaves the page' },
    ],
  },
  23: {
    tests: [
      editor('whatever is typed, the cursor stays between two characters'),
      editor('lists them when nothing more is shared'),
      editor('Ctrl-R finds the newest line'),
    ],
  },
  24: {
    tests: [
      commandLine('24: signs that a text puts in place of others'),
      editor('what is drawn over and over is what a fresh screen would show'),
    ],
  },
  25: { tests: [sanitise('lets only the allowed grammar through'), sanitise('turns %j into %j')] },
  26: {
    tests: [
      sanitise('keeps eight combining marks on a character'),
      filter('cuts what passes the limit in bytes'),
      filter('cuts what passes the limit in lines'),
    ],
  },
  27: { tests: [sanitise('turns %j into %j')] },
  28: { tests: [sanitise('turns %j into %j')] },
  29: {
    tests: [{ file: 'src/terminal/write-queue.test.ts', test: 'forgets what is not written' }],
  },
  30: {
    issue: 2,
    because: 'how a screen reader hears a terminal belongs to the page that holds it',
  },
  31: { tests: [manifests('31: %s is told with its line')] },
  32: { tests: [manifests('32: a BOM and CRLF are accepted')] },
  33: {
    tests: [
      manifests('33: %s is refused at once'),
      { file: 'src/commands/kubectl/yaml-read.test.ts', test: 'are read or refused at once' },
    ],
  },
  34: { tests: [manifests('34: a document of a megabyte'), manifests('34: twenty-five thousand')] },
  35: { tests: [manifests('35: %s is no object'), manifests('35: the items of a List')] },
  36: { tests: [manifests('36: YAML 1.1 reads'), manifests('36: a merge key is followed')] },
  37: { tests: [manifests('37: a mistake of type or of field')] },
  38: { tests: [manifests('38: applied twice')] },
  39: {
    tests: [
      cluster('39: without kube-system'),
      cluster('39: without a node'),
      cluster('39: the namespace in use may go'),
    ],
  },
  40: { tests: [cluster('40: a finalizer that nobody ends')] },
  41: { tests: [manifests('41: %s replicas are refused'), cluster('41: a billion replicas')] },
  42: { tests: [cluster('42: a crash loop')] },
  43: { issue: 4, because: 'routes, retries and mirrors are those of a mesh' },
  44: { issue: 4, because: 'the identities that expire are those of a mesh' },
  45: {
    tests: [
      fuzz('random operations keep versions growing'),
      { file: 'tests/fuzz/invariants.test.ts', test: 'a settled cluster keeps every invariant' },
      { file: 'src/cluster/controllers/invariants.test.ts', test: 'whatever is done, the cluster' },
    ],
  },
};
