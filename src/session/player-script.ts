import type { LabPosition, LabReplay, ReplayCommand } from '#schemas/lab-replay.ts';
import type { LogEntry, PlayerSettings, ScreenEvent } from './lab-session.ts';

/** A lab as one row of commands. */
export interface Script {
  prompt: string;
  cues: Cue[];
  steps: { id: string; first: number }[];
}

interface Cue {
  /** Number of its step, and its own number in that step, from 0. */
  step: number;
  index: number;
  command: ReplayCommand;
  /** The keys of `input`; a new line shows the continuation prompt. */
  keys: string[];
}

/** Where the replay stands: `shown` keys or pieces of output of the command at `cursor`. */
export interface Moment {
  cursor: number;
  phase: 'ready' | 'typing' | 'running';
  shown: number;
}

const keyMs = 38;
const longestTypingKeys = 90;
const beforeTypingMs = 350;
const beforeEnterMs = 280;
const betweenCommandsMs = 900;
const readingMs = 1800;
/** With `skipWaits`, no wait is longer. */
const longestWaitMs = 2000;

export function parseScript(lab: LabReplay): Script {
  const steps: Script['steps'] = [];
  const cues: Cue[] = [];
  lab.steps.forEach(({ id, commands }, step) => {
    steps.push({ id, first: cues.length });
    commands.forEach((command, index) => {
      const keys = Array.from(command.input, (key) => (key === '\n' ? '\n> ' : key));
      cues.push({ step, index, command, keys });
    });
  });
  return { prompt: lab.prompt, cues, steps };
}

/** The next moment, and what appears on the way. */
export function advance(
  script: Script,
  moment: Moment,
  settings: PlayerSettings,
): { moment: Moment; events: ScreenEvent[] } {
  const cue = script.cues[moment.cursor];
  if (!cue) return { moment, events: [] };
  switch (moment.phase) {
    case 'ready':
      return settings.reducedMotion
        ? finishCommand(script, moment)
        : { moment: { ...moment, phase: 'typing', shown: 0 }, events: [] };
    case 'typing':
      return typeKeys(cue, moment);
    case 'running':
      return settings.reducedMotion ? finishCommand(script, moment) : showOutput(script, moment);
  }
}

/** Everything left of the command at the cursor, at once. */
export function finishCommand(
  script: Script,
  { cursor, phase, shown }: Moment,
): { moment: Moment; events: ScreenEvent[] } {
  const cue = script.cues[cursor];
  if (!cue) return { moment: { cursor, phase, shown }, events: [] };
  const keys = phase === 'running' ? [] : cue.keys.slice(phase === 'typing' ? shown : 0);
  const output = cue.command.output.slice(phase === 'running' ? shown : 0);
  return {
    moment: { cursor: cursor + 1, phase: 'ready', shown: 0 },
    events: [
      ...(phase === 'running' ? [] : [write('input', `${keys.join('')}\n`)]),
      ...writeOutput(output.map(({ text }) => text).join('')),
      write('prompt', script.prompt),
    ],
  };
}

/** How long the replay stays at a moment, at speed 1. */
export function delayAt(script: Script, moment: Moment, settings: PlayerSettings): number {
  const cue = script.cues[moment.cursor];
  if (!cue) return 0;
  switch (moment.phase) {
    case 'ready':
      if (moment.cursor === 0) return 0;
      return settings.reducedMotion ? readingMs : betweenCommandsMs;
    case 'typing':
      if (moment.shown === 0) return beforeTypingMs;
      return moment.shown < cue.keys.length ? keyMs : beforeEnterMs;
    case 'running':
      if (settings.reducedMotion) return 0;
      return cutWait(cue.command.output[moment.shown]?.waitMs ?? 0, settings);
  }
}

export function waitsAt(
  script: Script,
  moment: Moment,
  settings: PlayerSettings,
): { waitMs: number; skippedMs: number } {
  const output = script.cues[moment.cursor]?.command.output ?? [];
  const begun = moment.phase === 'running' ? output.slice(0, moment.shown + 1) : [];
  let waitMs = 0;
  let skippedMs = 0;
  for (const piece of begun) {
    waitMs += piece.waitMs;
    skippedMs += piece.waitMs - cutWait(piece.waitMs, settings);
  }
  return { waitMs, skippedMs };
}

/** All that is on the screen at a moment. */
export function renderScreen(script: Script, { cursor, phase, shown }: Moment): ScreenEvent[] {
  const events = [write('prompt', script.prompt)];
  for (let past = 0; past < cursor; past += 1) {
    events.push(...finishCommand(script, { cursor: past, phase: 'ready', shown: 0 }).events);
  }
  const cue = script.cues[cursor];
  if (!cue || phase === 'ready') return events;
  if (phase === 'typing') return [...events, write('input', cue.keys.slice(0, shown).join(''))];
  const output = cue.command.output.slice(0, shown).map(({ text }) => text);
  return [...events, write('input', `${cue.keys.join('')}\n`), ...writeOutput(output.join(''))];
}

export function renderLog(script: Script, cursor: number): LogEntry[] {
  return script.cues.slice(0, cursor).map(({ step, command }, id) => ({
    id,
    step: script.steps[step]?.id ?? '',
    input: command.input,
    output: command.output.map(({ text }) => text).join(''),
    exitCode: command.exitCode,
  }));
}

export function positionOf(script: Script, cursor: number): LabPosition {
  const cue = script.cues[cursor];
  if (cue) return { step: script.steps[cue.step]?.id ?? '', command: cue.index };
  const last = script.cues.at(-1);
  return { step: script.steps.at(-1)?.id ?? '', command: last ? last.index + 1 : 0 };
}

/** A position of another edition of the lab falls back on the nearest one. */
export function cursorOf(script: Script, { step, command }: LabPosition): number {
  const index = script.steps.findIndex(({ id }) => id === step);
  const found = script.steps[index];
  if (!found) return 0;
  const end = script.steps[index + 1]?.first ?? script.cues.length;
  return Math.min(found.first + Math.max(0, Math.trunc(command)), end);
}

function typeKeys(cue: Cue, moment: Moment): { moment: Moment; events: ScreenEvent[] } {
  const { keys } = cue;
  if (moment.shown >= keys.length) {
    return {
      moment: { ...moment, phase: 'running', shown: 0 },
      events: [write('input', '\n')],
    };
  }
  const stroke = Math.ceil(keys.length / longestTypingKeys);
  const shown = Math.min(moment.shown + stroke, keys.length);
  return {
    moment: { ...moment, shown },
    events: [write('input', keys.slice(moment.shown, shown).join(''))],
  };
}

function showOutput(script: Script, moment: Moment): { moment: Moment; events: ScreenEvent[] } {
  const output = script.cues[moment.cursor]?.command.output ?? [];
  if (moment.shown + 1 >= output.length) return finishCommand(script, moment);
  return {
    moment: { ...moment, shown: moment.shown + 1 },
    events: writeOutput(output[moment.shown]?.text ?? ''),
  };
}

function cutWait(ms: number, { skipWaits }: PlayerSettings): number {
  return skipWaits ? Math.min(ms, longestWaitMs) : ms;
}

function write(kind: 'prompt' | 'input' | 'output', text: string): ScreenEvent {
  return { type: 'write', kind, text };
}

function writeOutput(text: string): ScreenEvent[] {
  return text === '' ? [] : [write('output', text)];
}
