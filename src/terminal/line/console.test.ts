import { expect, test } from 'vitest';
import { createConsole, type ConsoleAction } from './console.ts';

function open(history: readonly string[] = []) {
  const actions: ConsoleAction[] = [];
  let written = '';
  const terminal = createConsole({
    write: (_kind, text) => {
      written += text;
    },
    clear: () => {
      written = '';
    },
    columns: () => 80,
    act: (action) => actions.push(action),
    history,
  });
  return { terminal, actions, written: () => written, forget: () => (written = '') };
}

test('a line typed at the prompt runs, and what is typed meanwhile goes to the program', () => {
  const { terminal, actions } = open();
  terminal.prompt('$ ');
  terminal.feed('cat\r');
  terminal.started();
  terminal.feed('bonjout\x7fr\r');
  terminal.feed('\x04');
  terminal.feed('\x03');
  expect(actions).toEqual([
    { type: 'run', text: 'cat' },
    { type: 'input', text: 'bonjour\n' },
    { type: 'end-of-input' },
    { type: 'interrupt' },
  ]);
});

test('what a program did not read is at the prompt when it ends', () => {
  const { terminal, actions } = open();
  terminal.prompt('$ ');
  terminal.feed('sleep 5\r');
  terminal.feed('echo');
  terminal.prompt('$ ');
  terminal.feed(' a\r');
  expect(actions.at(-1)).toEqual({ type: 'run', text: 'echo a' });
});

test('what is typed while a session starts again is at its prompt', () => {
  const { terminal, actions } = open();
  terminal.prompt('$ ');
  terminal.feed('perdu');
  terminal.reset();
  terminal.feed('ec');
  terminal.restore();
  terminal.feed('ho');
  terminal.prompt('$ ');
  terminal.feed(' a\r');
  expect(actions.at(-1)).toEqual({ type: 'run', text: 'echo a' });
});

test('output that comes while a line is typed goes above it', () => {
  const { terminal, written, forget } = open();
  terminal.prompt('$ ');
  terminal.feed('ls');
  forget();
  terminal.output('[1]+  Done');
  expect(written()).toContain('\r\x1b[J[1]+  Done\n\r\x1b[J$ ls');
});

test('a prompt never comes in the middle of a line', () => {
  const { terminal, written } = open();
  terminal.output('sans fin de ligne');
  terminal.prompt('$ ');
  expect(written()).toContain('sans fin de ligne\n');
});

test('Tab asks for candidates and Escape leaves, at the prompt and while a program runs', () => {
  const { terminal, actions } = open();
  terminal.prompt('$ ');
  terminal.feed('kub\t');
  terminal.offer({ start: 0, words: ['kubectl'] });
  terminal.feed('\x1b');
  terminal.feed('get\r');
  terminal.feed('\x1b');
  expect(actions).toEqual([
    { type: 'complete', text: 'kub', cursor: 3 },
    { type: 'leave' },
    { type: 'run', text: 'kubectl get' },
    { type: 'leave' },
  ]);
});

test('a command of the text runs as if it had been typed, and is remembered', () => {
  const { terminal, actions } = open();
  terminal.prompt('$ ');
  terminal.enter('kubectl get pods');
  terminal.prompt('$ ');
  terminal.feed('\x1b[A\r');
  expect(actions).toEqual([
    { type: 'run', text: 'kubectl get pods' },
    { type: 'run', text: 'kubectl get pods' },
  ]);
});

test('refuses a paste that no command line holds and says so', () => {
  const { terminal, written, actions } = open();
  terminal.prompt('$ ');
  terminal.feed(`\x1b[200~${'x'.repeat(70_000)}\x1b[201~`);
  expect(written()).toContain('64 ko');
  expect(actions).toEqual([]);
});

test('what is typed right after Ctrl-C is a new line, even before the prompt is said again', () => {
  const { terminal, actions } = open();
  terminal.prompt('$ ');
  terminal.feed('abc\x03ls');
  terminal.prompt('$ ');
  terminal.feed(' -l\r');
  expect(actions).toEqual([{ type: 'interrupt' }, { type: 'run', text: 'ls -l' }]);
});
