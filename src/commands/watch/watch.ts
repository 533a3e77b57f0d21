import { createTextInput, createTextOutput } from '#process/pipe.ts';
import type { Process, Program } from '#process/program.ts';

interface Options {
  seconds: number;
  hasTitle: boolean;
  /** Ends when the output changes (-g). */
  untilChange: boolean;
  command: readonly string[];
}

const usage =
  'Usage:\n watch [options] command\n\nOptions:\n  -g, --chgexit\n  -n, --interval <secs>\n  -t, --no-title\n';

/** `watch` of procps: the command again and again, on a cleared screen. Its command runs in `sh`. */
export function createWatch(sh: Program): Program {
  return async (process) => {
    const options = parseOptions(process.argv.slice(1));
    if (!options || options.command.length === 0) {
      await process.stderr.write(usage);
      return 1;
    }
    let before: string | undefined;
    while (!process.signal.aborted) {
      const output = await runOnce(sh, process, options.command.join(' '));
      if (options.untilChange && before !== undefined && before !== output) return 0;
      before = output;
      await process.stdout.write(screen(process, options, output));
      try {
        await process.time.sleep(options.seconds * 1000, process.signal);
      } catch {
        // Interrupted: the loop ends.
      }
    }
    return process.signal.reason === 'SIGTERM' ? 143 : 130;
  };
}

function parseOptions(args: readonly string[]): Options | undefined {
  const options = { seconds: 2, hasTitle: true, untilChange: false };
  let at = 0;
  for (; args[at]?.startsWith('-'); at += 1) {
    const [, flag = '', attached] = /^(-n|--interval)=?(.+)?$/.exec(args[at] ?? '') ?? [];
    if (flag) {
      at += attached === undefined ? 1 : 0;
      options.seconds = Number((attached ?? args[at] ?? '').replace(',', '.'));
    } else if (args[at] === '-t' || args[at] === '--no-title') options.hasTitle = false;
    else if (args[at] === '-g' || args[at] === '--chgexit') options.untilChange = true;
    else if (args[at] !== '-d' && args[at] !== '--differences') return undefined;
  }
  if (!(options.seconds >= 0)) return undefined;
  // As procps: nothing runs more often than ten times a second.
  return { ...options, seconds: Math.max(0.1, options.seconds), command: args.slice(at) };
}

async function runOnce(sh: Program, process: Process, command: string): Promise<string> {
  const output = createTextOutput();
  await sh({
    ...process,
    argv: ['sh', '-c', command],
    stdin: createTextInput(),
    stdout: output,
    stderr: output,
  });
  return output.text();
}

/** Home, the title and the output, each line cleared to its end, then the rest of the screen. */
function screen(
  { stdout, time }: Process,
  { seconds, hasTitle, command }: Options,
  output: string,
): string {
  const left = `Every ${seconds.toFixed(1)}s: ${command.join(' ')}`;
  const date = new Date(time.now())
    .toUTCString()
    .replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 $4');
  const right = `maillage: ${date}`;
  const columns = stdout.columns ?? 80;
  const title = `${left.slice(0, Math.max(0, columns - right.length - 1)).padEnd(columns - right.length)}${right}\n\n`;
  const lines = `${hasTitle ? title : ''}${output}`.split('\n');
  return stdout.isTerminal
    ? `\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\n')}\x1b[J`
    : lines.join('\n');
}
