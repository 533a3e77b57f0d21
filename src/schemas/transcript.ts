import type { ReplayCommand, ReplayOutput } from './lab-replay.ts';

interface TranscriptCommand extends ReplayCommand {
  line: number;
}

export interface TranscriptStep {
  id: string;
  line: number;
  commands: TranscriptCommand[];
}

/** An author's mistake: what, where, what to do. */
export function authorError(file: string, line: number, what: string, remedy: string): Error {
  return new Error(`${file}:${line}: ${what}\n  Remède : ${remedy}`);
}

/**
 * Reads `transcript.golden`. An output line that looks like a marker (`$ `, `# step:` …) is written
 * with a `\` before it. One blank line before `# step:` belongs to the layout, not to the output.
 */
export function parseTranscript(text: string, file: string): TranscriptStep[] {
  const reading: Reading = { file, steps: [], inputOpen: false, exited: false };
  for (const line of contentLines(text)) readLine(reading, line);
  return reading.steps;
}

export function printTranscript(
  steps: readonly { id: string; commands: readonly ReplayCommand[] }[],
): string {
  const blocks = steps.map(({ id, commands }) =>
    [`# step: ${id}`, ...commands.flatMap(commandLines)].join('\n'),
  );
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}

interface Line {
  text: string;
  number: number;
}

interface Reading {
  file: string;
  steps: TranscriptStep[];
  /** The last line was `$ ` or `> `: another `> ` goes on with the command. */
  inputOpen: boolean;
  /** `# exit:` was read: the command is over. */
  exited: boolean;
}

const millisecondsIn = { ms: 1, s: 1000, m: 60_000 } as const;
const looksLikeMarker = /^#\s*(?:step|wait|exit)\b/i;
const escaped = /^\\+(?:[$>](?: |$)|#\s*(?:step|wait|exit)\b)/i;
const needsEscape = /^\\*(?:\$(?: |$)|#\s*(?:step|wait|exit)\b)|^\\+>(?: |$)/i;
const looksLikeContinuation = /^>(?: |$)/;

function contentLines(text: string): Line[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines
    .map((line, index) => ({ text: line, number: index + 1 }))
    .filter(({ text: line }, index) => line !== '' || !lines[index + 1]?.startsWith('# step:'));
}

function readLine(reading: Reading, line: Line): void {
  if (looksLikeMarker.test(line.text)) readMarker(reading, line);
  else if (/^\$(?: |$)/.test(line.text)) readCommand(reading, line);
  else if (reading.inputOpen && looksLikeContinuation.test(line.text)) {
    currentCommand(reading, line).input += `\n${line.text.slice(2)}`;
  } else readOutput(reading, line);
}

function readMarker(reading: Reading, line: Line): void {
  const step = /^# step: ([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(line.text);
  const wait = /^# wait: (\d+(?:\.\d+)?)(ms|s|m)$/.exec(line.text);
  const exit = /^# exit: (\d{1,3})$/.exec(line.text);
  if (step?.[1] !== undefined) readStep(reading, step[1], line);
  else if (wait) {
    const unit = wait[2] as keyof typeof millisecondsIn;
    openCommand(reading, line).output.push({
      text: '',
      waitMs: Math.round(Number(wait[1]) * millisecondsIn[unit]),
    });
    reading.inputOpen = false;
  } else if (exit) readExit(reading, Number(exit[1]), line);
  else {
    throw authorError(
      reading.file,
      line.number,
      `repère illisible « ${line.text} ».`,
      'écrivez « # step: identifiant », « # wait: 3s » ou « # exit: 1 » ; si c’est une sortie de commande, mettez \\ devant.',
    );
  }
}

function readStep(reading: Reading, id: string, line: Line): void {
  if (reading.steps.some((step) => step.id === id)) {
    throw authorError(
      reading.file,
      line.number,
      `l’étape « ${id} » est écrite deux fois.`,
      'réunissez ses commandes sous un seul « # step: ».',
    );
  }
  reading.steps.push({ id, line: line.number, commands: [] });
  reading.inputOpen = false;
  reading.exited = false;
}

function readCommand(reading: Reading, line: Line): void {
  const step = reading.steps.at(-1);
  if (!step) {
    throw authorError(
      reading.file,
      line.number,
      'commande avant la première étape.',
      'écrivez « # step: identifiant » au-dessus.',
    );
  }
  const input = line.text.slice(2);
  if (input.trim() === '') {
    throw authorError(
      reading.file,
      line.number,
      'commande vide.',
      'écrivez la commande après « $ » ; si c’est une sortie de commande, mettez \\ devant.',
    );
  }
  step.commands.push({ input, output: [], exitCode: 0, line: line.number });
  reading.inputOpen = true;
  reading.exited = false;
}

function readExit(reading: Reading, exitCode: number, line: Line): void {
  if (exitCode < 1 || exitCode > 255) {
    throw authorError(
      reading.file,
      line.number,
      `code de retour ${exitCode} hors de 1–255.`,
      'corrigez-le ; un retour nul ne s’écrit pas.',
    );
  }
  openCommand(reading, line).exitCode = exitCode;
  reading.inputOpen = false;
  reading.exited = true;
}

function readOutput(reading: Reading, line: Line): void {
  const started = reading.steps.at(-1);
  const isHeader = !started && line.text.startsWith('#');
  if (isHeader || (line.text === '' && !started?.commands.length)) return;
  const { output } = openCommand(reading, line);
  const text = `${escaped.test(line.text) ? line.text.slice(1) : line.text}\n`;
  const last = output.at(-1);
  if (last) last.text += text;
  else output.push({ text, waitMs: 0 });
  reading.inputOpen = false;
}

function openCommand(reading: Reading, line: Line): TranscriptCommand {
  if (!reading.exited) return currentCommand(reading, line);
  throw authorError(
    reading.file,
    line.number,
    'ligne après « # exit: ».',
    '« # exit: » est la dernière ligne d’une commande : déplacez-le.',
  );
}

function currentCommand(reading: Reading, line: Line): TranscriptCommand {
  const command = reading.steps.at(-1)?.commands.at(-1);
  if (command) return command;
  throw authorError(
    reading.file,
    line.number,
    `« ${line.text} » n’appartient à aucune commande.`,
    'écrivez d’abord « # step: identifiant », puis « $ commande ».',
  );
}

function commandLines({ input, output, exitCode }: ReplayCommand): string[] {
  const inputLines = input
    .split('\n')
    .map((line, index) => (index === 0 ? `$ ${line}` : line === '' ? '>' : `> ${line}`));
  return [
    ...inputLines,
    ...output.flatMap(outputLines),
    ...(exitCode === 0 ? [] : [`# exit: ${exitCode}`]),
  ];
}

function outputLines({ text, waitMs }: ReplayOutput, index: number): string[] {
  if (text !== '' && !text.endsWith('\n')) {
    throw new Error(`Une sortie de transcript finit par un saut de ligne : « ${text} ».`);
  }
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line, position) => escapeLine(line, index === 0 && waitMs === 0 && position === 0));
  return index === 0 && waitMs === 0 && text !== '' ? lines : [waitLine(waitMs), ...lines];
}

function escapeLine(line: string, followsInput: boolean): string {
  const mustEscape = needsEscape.test(line) || (followsInput && looksLikeContinuation.test(line));
  return mustEscape ? `\\${line}` : line;
}

function waitLine(ms: number): string {
  return ms % 1000 === 0 ? `# wait: ${ms / 1000}s` : `# wait: ${ms}ms`;
}
