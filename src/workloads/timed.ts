import type { Container, Image, MainProcess } from '#cluster/kubelet/image.ts';
import { accessTime } from './serving.ts';

/** One step of a main process that only waits and speaks. */
type Step =
  | { type: 'sleep'; ms: number }
  | { type: 'say'; text: string | undefined }
  | { type: 'exit'; code: number };

interface Script {
  steps: readonly Step[];
  repeats: boolean;
}

/** An image that has `sleep`, whose main processes that only wait are run as below. */
export function withTimed(image: Image): Image {
  const { start, programs } = image;
  if (!programs.includes('sleep')) return image;
  return {
    ...image,
    start: (argv, container) => start?.(argv, container) ?? startTimed(argv, container),
  };
}

/**
 * `sleep`, and shell scripts made of nothing but `echo`, `date`, `sleep`, `exit` and an endless loop: the main process
 * of many an example. Run as events and not as a program, so that a cluster that has them can be saved at any instant.
 */
function startTimed(argv: readonly string[], container: Container): MainProcess | undefined {
  const script = readArgv(argv);
  if (!script) return undefined;
  let isOver = false;
  const run = (from: number): void => {
    if (isOver) return;
    for (let at = from; ; at += 1) {
      const step = script.steps[script.repeats ? at % script.steps.length : at];
      if (!step) return container.exit(0);
      if (step.type === 'exit') return container.exit(step.code);
      if (step.type === 'say') container.log(step.text ?? dateText(container.clock.now()));
      if (step.type === 'sleep') {
        if (step.ms < Number.POSITIVE_INFINITY) container.clock.after(step.ms, () => run(at + 1));
        return;
      }
    }
  };
  // Not from inside its own start: it may end at once.
  container.clock.after(0, () => run(0));
  return {
    kill: () => {
      isOver = true;
    },
    save: () => {
      const saved = isOver;
      return () => {
        isOver = saved;
      };
    },
  };
}

function readArgv(argv: readonly string[]): Script | undefined {
  const words = argv[0]?.endsWith('entrypoint.sh') === true ? argv.slice(1) : argv;
  const [name = '', ...args] = words;
  const program = name.slice(name.lastIndexOf('/') + 1);
  if (program === 'sleep') {
    const step = sleepStep(args);
    return step && { steps: [step], repeats: false };
  }
  const isShell = program === 'sh' || program === 'bash' || program === 'ash';
  const [flag, text, ...more] = args;
  return isShell && flag === '-c' && text !== undefined && more.length === 0
    ? readScript(text)
    : undefined;
}

/** Undefined where there is anything else in it. */
function readScript(text: string): Script | undefined {
  const loop =
    /^\s*while\s+(?:true|:|\[ 1 \])\s*[;\n]\s*do\s+([\s\S]*?)[;\n]?\s*done\s*;?\s*$/.exec(text);
  const steps: Step[] = [];
  for (const command of (loop?.[1] ?? text).split(/\s*(?:;|&&|\n)\s*/)) {
    if (command.trim() === '') continue;
    const step = readCommand(command.trim());
    if (!step) return undefined;
    steps.push(step);
  }
  const isEndless = loop !== null && steps.every((step) => step.type !== 'sleep' || step.ms <= 0);
  return steps.length === 0 || isEndless ? undefined : { steps, repeats: loop !== null };
}

function readCommand(command: string): Step | undefined {
  const [name = '', ...args] = splitWords(command) ?? [''];
  if (name === 'sleep' || name === '/bin/sleep') return sleepStep(args);
  if (name === 'echo' && !args[0]?.startsWith('-')) return { type: 'say', text: args.join(' ') };
  if (name === 'date' && args.length === 0) return { type: 'say', text: undefined };
  if (name === 'exit' && args.length === 1 && /^\d+$/.test(args[0] ?? ''))
    return { type: 'exit', code: Number(args[0]) & 255 };
  return name === 'true' && args.length === 0 ? { type: 'sleep', ms: 0 } : undefined;
}

/** Words without anything that a shell would expand. */
function splitWords(text: string): readonly string[] | undefined {
  const words = [
    ...text.matchAll(/"([^"$`\\!]*)"|'([^']*)'|([^\s"'$`\\*?[\]{}()<>|&;#~=!]+)|(\s+)|(.)/g),
  ];
  if (words.some(([, , , , , other]) => other !== undefined)) return undefined;
  const joined: string[] = [];
  let isOpen = false;
  for (const [, double, single, plain, blank] of words) {
    if (blank !== undefined) isOpen = false;
    else {
      const piece = double ?? single ?? plain ?? '';
      if (isOpen) joined[joined.length - 1] += piece;
      else joined.push(piece);
      isOpen = true;
    }
  }
  return joined;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function sleepStep(args: readonly string[]): Step | undefined {
  let ms = 0;
  for (const arg of args) {
    const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?|inf(?:inity)?)([smhd])?$/.exec(arg) ?? [];
    if (amount === undefined) return undefined;
    ms += amount.startsWith('inf')
      ? Number.POSITIVE_INFINITY
      : Number(amount) * (units[unit] ?? 1) * 1000;
  }
  return args.length === 0 ? undefined : { type: 'sleep', ms };
}

/** As date(1) prints it: `Mon Jan  5 09:00:00 UTC 2026`. */
function dateText(time: number): string {
  const [, day, month, year, clock] = /^(\d+)\/(\w+)\/(\d+):([\d:]+)/.exec(accessTime(time)) ?? [];
  const weekday = new Date(time).toUTCString().slice(0, 3);
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${clock} UTC ${year}`;
}
