import type { HereDoc, Redirect, RedirectDescriptor, Redirection } from 'unbash';
import { fileOutput, nothing, readerOf, type Descriptor } from '#shell/descriptors.ts';
import { output, type Environment } from '#shell/environment.ts';
import { expandBody, expandText, expandWords, partsOfBody } from '#shell/expand/word.ts';
import { attempt } from '#shell/file-error.ts';
import { ShellError } from '#shell/leave.ts';
import { absolute } from '#shell/path.ts';

/** Applies redirections from left to right; the result puts the descriptors back. */
export async function redirect(
  sh: Environment,
  redirections: readonly Redirection[],
): Promise<() => void> {
  const before = sh.descriptors;
  if (redirections.length === 0) return () => undefined;
  sh.descriptors = new Map(before);
  try {
    for (const one of redirections) await apply(sh, one);
  } catch (error) {
    sh.descriptors = before;
    throw error;
  }
  return () => {
    sh.descriptors = before;
  };
}

async function apply(sh: Environment, redirection: Redirection): Promise<void> {
  const { descriptor } = redirection;
  if (redirection.type === 'HereDoc') {
    const text = await documentOf(sh, redirection);
    put(sh, descriptor, 0, { input: readerOf(new TextEncoder().encode(text)) });
    return;
  }
  if (!redirection.target)
    throw new ShellError("syntax error near unexpected token `newline'", 2, 'line');
  if (redirection.type === 'HereString') {
    const text = `${await expandText(sh, redirection.target)}\n`;
    put(sh, descriptor, 0, { input: readerOf(new TextEncoder().encode(text)) });
    return;
  }
  const target = await targetOf(sh, redirection);
  applyOperator(sh, redirection, target);
}

async function targetOf(sh: Environment, { target }: Redirect): Promise<string> {
  if (!target) return '';
  const words = await expandWords(sh, [target]);
  const [word] = words;
  if (word === undefined || words.length > 1)
    throw new ShellError(`${target.text}: ambiguous redirect`);
  return word;
}

function applyOperator(sh: Environment, { operator, descriptor }: Redirect, target: string): void {
  switch (operator) {
    case '<':
      put(sh, descriptor, 0, openInput(sh, target));
      return;
    case '<>':
      put(sh, descriptor, 0, openBoth(sh, target));
      return;
    case '>':
    case '>|':
    case '>>':
      put(sh, descriptor, 1, openOutput(sh, target, operator));
      return;
    case '&>':
    case '&>>':
      putBoth(sh, openOutput(sh, target, operator === '&>' ? '>' : '>>'));
      return;
    case '<&':
      duplicate(sh, descriptor, { target, usual: 0 });
      return;
    case '>&':
      if (/^(?:\d+-?|-)$/.test(target)) duplicate(sh, descriptor, { target, usual: 1 });
      else if (descriptor) throw new ShellError(`${target}: ambiguous redirect`);
      else putBoth(sh, openOutput(sh, target, '>'));
  }
}

function putBoth(sh: Environment, opened: Descriptor): void {
  sh.descriptors.set(1, opened);
  sh.descriptors.set(2, opened);
}

function put(
  sh: Environment,
  given: RedirectDescriptor | undefined,
  usual: number,
  opened: Descriptor,
): void {
  if (given?.type !== 'FileDescriptorVariable') {
    sh.descriptors.set(given?.value ?? usual, opened);
    return;
  }
  let free = 10;
  while (sh.descriptors.has(free)) free += 1;
  sh.descriptors.set(free, opened);
  sh.variables.set(given.name, String(free));
}

function duplicate(
  sh: Environment,
  given: RedirectDescriptor | undefined,
  { target, usual }: { target: string; usual: number },
): void {
  if (target === '-') {
    const closed =
      given?.type === 'FileDescriptorVariable'
        ? Number(sh.variables.get(given.name) ?? -1)
        : (given?.value ?? usual);
    sh.descriptors.delete(closed);
    return;
  }
  if (!/^\d+-?$/.test(target)) throw new ShellError(`${target}: ambiguous redirect`);
  const from = Number.parseInt(target, 10);
  const opened = sh.descriptors.get(from);
  if (!opened) throw new ShellError(`${from}: Bad file descriptor`);
  put(sh, given, usual, opened);
  if (target.endsWith('-')) sh.descriptors.delete(from);
}

function descriptorOfPath(sh: Environment, path: string): Descriptor | undefined {
  const number = /^\/dev\/(?:fd\/(\d+)|stdin$|stdout$|stderr$)/.exec(path);
  if (!number) return undefined;
  const named = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 }[path];
  return sh.descriptors.get(named ?? Number(number[1]));
}

function openInput(sh: Environment, target: string): Descriptor {
  const path = absolute(sh.cwd, target);
  if (path === '/dev/null') return { input: readerOf(new Uint8Array()) };
  if (path === '/dev/tty') return sh.descriptors.get(0) ?? {};
  const device = sh.devices.get(path);
  if (device?.read) return { input: readerOf(device.read()) };
  const known = descriptorOfPath(sh, path);
  if (known) return known;
  const opened = attempt(() => sh.host.files.read(path));
  if ('reason' in opened) throw new ShellError(`${target}: ${opened.reason}`);
  return { input: readerOf(opened.value) };
}

function openOutput(sh: Environment, target: string, operator: '>' | '>|' | '>>'): Descriptor {
  const { files } = sh.host;
  if (target === '') throw new ShellError(': No such file or directory');
  const path = absolute(sh.cwd, target);
  if (path === '/dev/null') return { output: nothing };
  if (path === '/dev/tty') return { output: output(sh, 2) };
  const device = sh.devices.get(path);
  if (device?.write) {
    const write = device.write;
    return { output: { isTerminal: false, write: (data) => Promise.resolve(write(data)) } };
  }
  const known = descriptorOfPath(sh, path);
  if (known) return known;
  const found = attempt(() => files.stat(path));
  const stat = 'value' in found ? found.value : undefined;
  if (stat && operator === '>' && sh.options.has('noclobber')) {
    throw new ShellError(`${target}: cannot overwrite existing file`);
  }
  if (stat?.type === 'file' && (stat.mode & 0o200) === 0)
    throw new ShellError(`${target}: Permission denied`);
  const opened = attempt(() => {
    if (target.endsWith('/') && !stat) files.read(path);
    files.write(path, '', { append: operator === '>>' });
    if (!stat) files.setMode(path, 0o666 & ~sh.umask);
  });
  if ('reason' in opened) throw new ShellError(`${target}: ${opened.reason}`);
  return { output: fileOutput(files, path) };
}

function openBoth(sh: Environment, target: string): Descriptor {
  const path = absolute(sh.cwd, target);
  if (!sh.host.files.stat(path)) openOutput(sh, target, '>');
  return { ...openInput(sh, target), output: fileOutput(sh.host.files, path) };
}

async function documentOf(
  sh: Environment,
  { body, delimiter, operator }: HereDoc,
): Promise<string> {
  const text = operator === '<<-' ? body.text.replace(/^\t+/gmu, '') : body.text;
  if (delimiter?.quoted || !/[$`\\]/.test(text)) return text;
  const parts = operator === '<<-' ? partsOfBody(text) : body.parts;
  return parts ? expandBody(sh, parts) : text.replace(/\\([$`\\])|\\\n/gu, '$1');
}
