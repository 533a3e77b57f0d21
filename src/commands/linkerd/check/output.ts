import { escapeHtml } from '#commands/kubectl/printers/go-json.ts';
import type { Process } from '#process/program.ts';
import type { Observer, Result, Totals } from './runner.ts';
import { spin } from './spinner.ts';

const formats = ['table', 'json', 'short'] as const;

export type Format = (typeof formats)[number];

export function formatOf(text: string): Format | undefined {
  return formats.find((format) => format === text);
}

/** Runs checks, or tells what is known of them, and gives what it came to. */
type Run = (observer: Observer) => Promise<Totals>;

/** One run, in a format (linkerd2 pkg/healthcheck/healthcheck_output.go, edge-26.6.3): `RunChecks`. */
export async function print(process: Process, format: Format, run: Run): Promise<Totals> {
  return format === 'json' ? await printJson(process, run) : await printTable(process, format, run);
}

/** `PrintChecksResult`. */
export async function printStatus(
  { stdout }: Process,
  format: Format,
  { isSuccess }: Totals,
): Promise<void> {
  if (format === 'json') return;
  const mark = isSuccess ? marks.success : marks.error;
  await stdout.write(`Status check results are ${paint(mark, stdout.isTerminal)}\n`);
}

type State = 'success' | 'warning' | 'error';

interface Mark {
  readonly sign: string;
  /** SGR, of the colour. */
  readonly colour: number;
}

const marks: Readonly<Record<State, Mark>> = {
  success: { sign: '√', colour: 32 },
  warning: { sign: '‼', colour: 33 },
  error: { sign: '×', colour: 31 },
};

/** Bold, as fatih/color writes it (v1.18). */
function paint({ sign, colour }: Mark, isTerminal: boolean): string {
  return isTerminal ? `\u001B[${colour};1m${sign}\u001B[0;22m` : sign;
}

function stateOf({ error, isWarning }: Result): State {
  if (error === undefined) return 'success';
  return isWarning ? 'warning' : 'error';
}

async function printTable(process: Process, format: 'table' | 'short', run: Run): Promise<Totals> {
  const { stdout } = process;
  let category = '';
  const open = async (result: Result): Promise<void> => {
    if (result.category === category) return;
    const gap = category === '' ? '' : '\n';
    category = result.category;
    await stdout.write(`${gap}${category}\n${'-'.repeat(category.length)}\n`);
  };
  const totals = await run({
    show: async (result) => {
      if (format === 'short' && result.error === undefined) return;
      await open(result);
      const mark = paint(marks[stateOf(result)], stdout.isTerminal);
      await stdout.write(`${mark} ${result.description}\n${reasonOf(result)}`);
    },
    wait: async (result, pause) => {
      await open(result);
      await spin(process, result.error ?? '', pause);
    },
  });
  if (format === 'table' || totals.hasWarning) await stdout.write('\n');
  return totals;
}

/** Only the first line of an error stands under its check. */
function reasonOf({ error, hint }: Result): string {
  if (error === undefined) return '';
  return `    ${error}\n${hint === '' ? '' : `    see ${hint} for hints\n`}`;
}

interface JsonCategory {
  readonly categoryName: string;
  readonly checks: unknown[];
}

async function printJson({ stdout }: Process, run: Run): Promise<Totals> {
  const categories: JsonCategory[] = [];
  const checksOf = ({ category }: Result): unknown[] => {
    const last = categories.at(-1);
    if (last?.categoryName === category) return last.checks;
    const added = { categoryName: category, checks: [] };
    categories.push(added);
    return added.checks;
  };
  const totals = await run({
    show: (result) => {
      const { description, hint, error } = result;
      const failure = error === undefined ? {} : { ...(hint !== '' && { hint }), error };
      checksOf(result).push({ description, ...failure, result: stateOf(result) });
      return Promise.resolve();
    },
    wait: async (result, pause) => {
      checksOf(result);
      await pause();
    },
  });
  const report = {
    success: totals.isSuccess,
    categories: categories.length === 0 ? null : categories,
  };
  await stdout.write(`${escapeHtml(JSON.stringify(report, undefined, 2))}\n`);
  return totals;
}
