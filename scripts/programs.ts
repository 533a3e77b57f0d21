import { spawn } from 'node:child_process';

export interface Run {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a program to its end, keeping what it prints. Never rejects: a program that cannot start has failed. */
export function run(
  name: string,
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<Run> {
  const [program = '', ...args] = command;
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const end = (ok: boolean) =>
      resolve({ name, ok, output, seconds: (performance.now() - start) / 1000 });
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/** One line for people: what ran, for how long, and its whole output when it failed. */
export function report({ name, ok, output, seconds }: Run): void {
  console.log(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(output);
}
