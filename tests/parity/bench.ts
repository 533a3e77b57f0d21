import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { runToEnd } from '#cluster/clock/pump.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { kubectl } from '#commands/kubectl/kubectl.ts';
import { createFiles, type MemoryFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { corePrograms } from '#shell/programs/table.ts';
import { startPace } from '#worker/pace.ts';
import { serveApi } from '../../scripts/api-server.ts';
import { loadAll, newCluster } from '#worker/course-cluster.ts';
import { kubeconfigOf } from '#worker/kubeconfig.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { runReal, type Result } from './kubectl.ts';
import { comparable } from './normalise.ts';
import { PatientPace } from './patient-pace.ts';
import { states, type StateName } from './states.ts';
import { splitWords } from './words.ts';

await loadAll();

/** One command line, given to both kubectl on the same cluster. */
export interface Case {
  line: string;
  stdin?: string | undefined;
  /** It writes, or waits: each of the two gets the cluster as it was before, whose time moves. */
  changes?: boolean | undefined;
  /** Run after a change, to compare what it left. */
  after?: string | undefined;
  /** It never ends by itself: Ctrl-C comes after that many milliseconds. */
  interruptMs?: number | undefined;
}

interface Both {
  real: Result;
  ours: Result;
}

const folder = resolve('tests/parity/files');
const usualHome = '/home/apprenant';

/** The files of the working folder, as both kubectl find them. */
const workingFiles = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1), readFileSync(path, 'utf8')] as const;
  });

/** Lines that read, but whose answer takes time in the cluster: elsewhere its clock stands still. */
const waits = /^kubectl (exec|wait|cp|rollout status)/;

const momentMs = 100;

/** A place where both kubectl meet the clusters of one state. */
export interface Bench {
  run: (oneCase: Case) => Promise<Both>;
  close: () => Promise<void>;
}

export async function openBench(state: StateName): Promise<Bench> {
  let cluster = await build(state);
  const patient = new PatientPace();
  const served = patient.seeing((request, upstream) => cluster.fetch(request, upstream));
  const server = await serveApi(served);
  const realHome = mkdtempSync(join(tmpdir(), 'maillage-parity-'));
  mkdirSync(join(realHome, '.kube'));
  const cwd = join(realHome, 'work');
  /** The files of both, before what a line before may have changed: some lines write into the working folder. */
  const place: Place = { server: server.url, home: realHome, cwd };
  const freshFiles = (): MemoryFiles => {
    rmSync(cwd, { recursive: true, force: true });
    cpSync(folder, cwd, { recursive: true });
    writeFileSync(join(realHome, '.kube/config'), kubeconfigOf(server.url));
    return filesOf(cluster, place);
  };

  const real = (line: string, oneCase: Case): Promise<Result> =>
    runReal(splitWords(line).slice(1), {
      home: realHome,
      cwd,
      stdin: oneCase.stdin,
      interruptMs: oneCase.interruptMs,
    });
  const ours = (line: string, options: OursOptions): Promise<Result> =>
    runOurs(cluster, line, { ...options, ...place });

  /**
   * The cluster stands still between the two, and the wall's clock does not. Ours is told the time that the real one had
   * when it printed: after its last answer, and before its end. Where a second passed in between, they are asked again.
   */
  const read = async (oneCase: Case, tries = 5): Promise<Both> => {
    freshFiles();
    // A line that waited may have left the cluster's clock before the wall's.
    await delay(Math.max(0, cluster.clock.now() - Date.now()));
    await pass(cluster, Date.now() - cluster.clock.now());
    const pace = startPace(cluster.clock, nodeHost, waits.test(oneCase.line) ? 1 : 0);
    const realResult = await real(oneCase.line, oneCase);
    const ended = Date.now();
    pace.stop();
    const told = async (now: number): Promise<Both> => {
      const aheadMs = waits.test(oneCase.line) ? 0 : Math.max(0, now - cluster.clock.now());
      return { real: realResult, ours: await ours(oneCase.line, { ...oneCase, aheadMs }) };
    };
    const first = await told(patient.lastSeen);
    const both = isAlike(first, oneCase) ? first : await told(ended);
    return isAlike(both, oneCase) || tries === 1 ? both : read(oneCase, tries - 1);
  };
  /** What the server served is remembered from line to line of a case, and is otherwise that of the state. */
  const forget = (): void =>
    rmSync(join(realHome, '.kube/cache'), { recursive: true, force: true });
  const anew = keepNew(state);
  const change = async (oneCase: Case): Promise<Both> => {
    if (oneCase.after) forget();
    const shared = cluster;
    const lines = [oneCase.line, ...(oneCase.after ? [oneCase.after] : [])];
    const end = Date.now();
    const files = freshFiles();
    /** A moment passes between two lines, as between two commands of a person. */
    const inTurn = async (run: (line: string) => Promise<Result>): Promise<Result> => {
      cluster = await anew(end);
      const results: Result[] = [];
      for (const line of lines) {
        results.push(await run(line));
        await pass(cluster, momentMs);
      }
      return joined(results);
    };
    try {
      const realResult = await inTurn(async (line) => {
        patient.start(cluster.clock);
        const result = await real(line, oneCase);
        patient.stop();
        return result;
      });
      return { real: realResult, ours: await inTurn((line) => ours(line, { ...oneCase, files })) };
    } finally {
      if (oneCase.after) forget();
      cluster = shared;
    }
  };
  return {
    run: (oneCase) => (oneCase.changes ? change(oneCase) : read(oneCase)),
    close: () => server.close(),
  };
}

function isAlike(both: Both, oneCase: Case): boolean {
  const { expected, actual } = comparable(both, oneCase);
  return isDeepStrictEqual(actual, expected);
}

/** How much older a state may become before it is made again. */
const longestMs = 10_000;

/** A cluster of this state, each time as it was made, whose clock ends at the wall's: it is saved, and restored. */
function keepNew(state: StateName): (end: number) => Promise<Cluster> {
  let made = 0;
  let cluster: Cluster | undefined;
  let restore: (() => void) | undefined;
  return async (end) => {
    if (cluster === undefined || restore === undefined || end - made > longestMs) {
      cluster = await build(state, end);
      made = end;
      restore = cluster.isSaveable() ? cluster.save() : undefined;
    } else {
      restore();
      await pass(cluster, end - made);
    }
    return cluster;
  };
}

/** A cluster of this state, whose clock ends at the wall's: the real kubectl counts ages from its own clock. */
async function build(state: StateName, end = Date.now()): Promise<Cluster> {
  const lines: readonly string[] = states[state];
  const settling = lines.reduce((sum, line) => sum + (secondsOf(line) ?? 0), 0);
  const cluster = newCluster({ start: end - settling * 1000, seed: 1, turn: nodeHost.turn });
  for (const line of lines) {
    const seconds = secondsOf(line);
    if (seconds !== undefined) await pass(cluster, seconds * 1000);
    else await expectSuccess(line, await runOurs(cluster, line, {}));
  }
  return cluster;
}

function secondsOf(line: string): number | undefined {
  const seconds = /^sleep (\d+)$/.exec(line)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

async function expectSuccess(line: string, result: Result): Promise<void> {
  if (result.exitCode !== 0) throw new Error(`${line}\n${result.stdout}${result.stderr}`);
  await Promise.resolve();
}

/** Time passes, and what it loads is waited for. */
async function pass({ clock }: Cluster, ms: number): Promise<void> {
  await runToEnd(clock, clock.sleep(Math.max(0, ms)), { turn: nodeHost.turn });
}

function joined(results: readonly Result[]): Result {
  return {
    stdout: results.map(({ stdout }) => stdout).join(''),
    stderr: results.map(({ stderr }) => stderr).join(''),
    exitCode: results.find(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0,
  };
}

/** Where ours runs: as the real one, where what is printed names it. */
interface Place {
  server: string;
  home: string;
  cwd: string;
}

const usualPlace: Place = {
  server: 'http://kubernetes',
  home: usualHome,
  cwd: `${usualHome}/work`,
};

interface OursOptions extends Partial<Place> {
  stdin?: string | undefined;
  interruptMs?: number | undefined;
  /** Files that an earlier line may have changed. */
  files?: MemoryFiles;
  /** How far its own clock is before the cluster's. */
  aheadMs?: number;
}

/** A home like the real one's. */
function filesOf(cluster: Cluster, { server, home, cwd }: Place): MemoryFiles {
  const files = createFiles({ now: cluster.clock.now });
  for (const [path, text] of [
    ...workingFiles.map(([name, content]) => [`${cwd}/${name}`, content] as const),
    [`${home}/.kube/config`, kubeconfigOf(server)] as const,
  ]) {
    files.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
    files.write(path, text);
  }
  return files;
}

/** Runs our kubectl at instant pace. */
export async function runOurs(
  cluster: Cluster,
  line: string,
  options: OursOptions,
): Promise<Result> {
  const { stdin, interruptMs, aheadMs = 0 } = options;
  const place = { ...usualPlace, ...options };
  const { home, cwd, files = filesOf(cluster, place) } = place;
  const [stdout, stderr, abort] = [createTextOutput(), createTextOutput(), new AbortController()];
  if (interruptMs !== undefined) {
    cluster.clock.after(interruptMs, () => {
      cluster.clock.wake();
      abort.abort('SIGINT');
    });
  }
  const work = kubectl({
    fetch: cluster.fetch,
    apiServer: place.server,
    serve: cluster.network.machine.serve,
    programs: corePrograms,
  })({
    argv: ['kubectl', ...splitWords(line).slice(1)],
    env: new Map([
      ['HOME', home],
      ['KUBECONFIG', `${home}/.kube/config`],
    ]),
    cwd,
    files,
    stdin: createTextInput(stdin ?? ''),
    stdout,
    stderr,
    signal: abort.signal,
    time: { ...cluster.clock, now: () => cluster.clock.now() + aheadMs },
  });
  const isOver = await runToEnd(cluster.clock, work, { turn: nodeHost.turn, limitMs: 600_000 });
  if (!isOver)
    return { stdout: stdout.text(), stderr: `${stderr.text()}[never ends]`, exitCode: -1 };
  try {
    return { stdout: stdout.text(), stderr: stderr.text(), exitCode: await work };
  } catch (error) {
    // A fault of ours is told as one more difference.
    return {
      stdout: stdout.text(),
      stderr: `${stderr.text()}[throws] ${String(error)}`,
      exitCode: -1,
    };
  }
}
