import type { Entry, SessionSetup } from '#schemas/messages.ts';

/** A session that is to leave the page, as other programs read it. */
export interface Exported {
  /** Of the lab. */
  title: string;
  versions: Readonly<Record<string, string>>;
  setup: Pick<SessionSetup, 'start' | 'steps'>;
  entries: readonly Entry[];
}

const prompt = '$ ';
const keySeconds = 0.038;

/** asciicast v2: docs.asciinema.org/manual/asciicast/v2, a header line, then `[seconds, "o", text]` lines. */
export function asciicast(
  { title, setup, entries }: Exported,
  width: number,
  height: number,
): string {
  const header = {
    version: 2,
    width,
    height,
    timestamp: Math.floor(setup.start / 1000),
    title,
    env: { SHELL: '/bin/bash', TERM: 'xterm-256color' },
  };
  const events: [number, string][] = [];
  const first = entries[0]?.line.at ?? 0;
  for (const { line, output } of entries) {
    const at = (line.at - first) / 1000;
    const keys = Array.from(line.text);
    // The line was typed before it began; never before the one above it ended.
    const typing = Math.min(keys.length * keySeconds, Math.max(0, at - (events.at(-1)?.[0] ?? 0)));
    events.push([at - typing, prompt]);
    keys.forEach((key, index) => {
      events.push([at - typing + (typing * (index + 1)) / keys.length, terminalText(key)]);
    });
    events.push([at, '\r\n']);
    for (const { after, text } of output) events.push([at + after / 1000, terminalText(text)]);
  }
  const lines = events.map(([seconds, text]) =>
    JSON.stringify([Math.round(seconds * 1000) / 1000, 'o', text]),
  );
  return `${[JSON.stringify(header), ...lines].join('\n')}\n`;
}

/** What was run, as a script to be read and run again. */
export function shellScript({ title, versions, entries }: Exported): string {
  const with_ = Object.entries(versions).map(([tool, version]) => `${tool} ${version}`);
  const head = ['#!/usr/bin/env bash', `# ${title}`, `# ${with_.join(', ')}`, ''];
  return `${[...head, ...entries.map(({ line }) => line.text)].join('\n')}\n`;
}

/** What was run and what came, step by step, in Markdown. */
export function notes(
  { title, setup, entries }: Exported,
  plain: (text: string) => string,
): string {
  const steps = setup.steps ?? [];
  const stepOf = stepOfCommands(steps.map(({ commands }) => commands.length));
  const parts = [`# ${title}`];
  let last: number | undefined;
  for (const { line, output, exitCode } of entries) {
    const step = line.command === undefined ? last : stepOf(line.command);
    if (step !== undefined && step !== last)
      parts.push(`## ${step + 1}. ${steps[step]?.title ?? ''}`);
    last = step;
    parts.push(fenced('sh', line.text));
    const text = plain(output.map((chunk) => chunk.text).join('')).trimEnd();
    if (text !== '') parts.push(fenced('text', text));
    if (exitCode !== 0) parts.push(`Code de retour : ${exitCode}`);
  }
  return `${parts.join('\n\n')}\n`;
}

/** The step of a command that is counted through all steps. */
function stepOfCommands(counts: readonly number[]): (command: number) => number {
  const ends = counts.map((_, at) =>
    counts.slice(0, at + 1).reduce((sum, count) => sum + count, 0),
  );
  return (command) => ends.findIndex((end) => command < end);
}

/** A fence longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function terminalText(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}
