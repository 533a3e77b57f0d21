import { CommandError } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import type { Sources } from './ask.ts';

const encoder = new TextEncoder();

interface Wanted {
  files: readonly string[];
  literals: readonly string[];
  envFiles: readonly string[];
}

/** One key and its bytes, in the order in which kubectl adds them. */
export type Entry = readonly [key: string, value: Uint8Array];

/** kubectl/pkg/cmd/create/create_configmap.go and create_secret.go (v1.35): files, then literals, then env files. */
export function keyValues(wanted: Wanted, sources: Sources): Entry[] {
  return [
    ...wanted.files.filter(Boolean).flatMap((source) => fromFile(source, sources)),
    ...wanted.literals.map(fromLiteral),
    ...wanted.envFiles.filter(Boolean).flatMap((path) => fromEnvFile(path, sources)),
  ];
}

function fromLiteral(source: string): Entry {
  const at = source.indexOf('=');
  if (at < 1) throw new CommandError(`invalid literal source ${source}, expected key=value`);
  return [source.slice(0, at), encoder.encode(source.slice(at + 1))];
}

function fromFile(source: string, sources: Sources): Entry[] {
  const [key, path] = splitFileSource(source);
  const found = sources.find(path);
  if (found === undefined)
    throw new CommandError(`error reading ${path}: no such file or directory`);
  if (found instanceof Uint8Array) return [[key, found]];
  if (source.includes('=')) throw new CommandError('cannot give a key name for a directory path');
  return found.flatMap((name): Entry[] => {
    const data = sources.find(`${path}/${name}`);
    return data instanceof Uint8Array ? [[name, data]] : [];
  });
}

function splitFileSource(source: string): [string, string] {
  const parts = source.split('=');
  const [key = '', path = ''] = parts;
  if (parts.length === 1) return [source.replace(/\/+$/, '').replace(/^.*\//s, ''), source];
  if (parts.length > 2) throw new CommandError("key names or file paths cannot contain '='");
  if (key === '') throw new CommandError(`key name for file path ${path} missing`);
  if (path === '') throw new CommandError(`file path for key name ${key} missing`);
  return [key, path];
}

function fromEnvFile(path: string, sources: Sources): Entry[] {
  const found = sources.find(path);
  if (found === undefined)
    throw new CommandError(`error reading ${path}: no such file or directory`);
  if (!(found instanceof Uint8Array))
    throw new CommandError('env config file cannot be a directory');
  return envLines(new TextDecoder().decode(found), sources.variable).map(([key, value]) => [
    key,
    encoder.encode(value),
  ]);
}

/** kubectl/pkg/cmd/util/env_file.go. A name without `=` takes its value from the shell. */
function envLines(text: string, variable: (name: string) => string): (readonly [string, string])[] {
  return text.split('\n').flatMap((raw) => {
    const line = raw.replace(/\r$/, '').trimStart();
    if (line === '' || line.startsWith('#')) return [];
    const at = line.indexOf('=');
    const key = at < 0 ? line : line.slice(0, at);
    checkVariableName(key);
    return [[key, at < 0 ? variable(key) : line.slice(at + 1)] as const];
  });
}

export function checkVariableName(name: string): void {
  const wrong = envNameProblem(name);
  if (wrong !== undefined)
    throw new CommandError(`${quote(name)} is not a valid key name: ${wrong}`);
}

/** apimachinery's validation.IsEnvVarName. */
function envNameProblem(name: string): string | undefined {
  if (/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) return dotProblem(name);
  return "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";
}

/** apimachinery's validation.IsConfigMapKey. */
export function keyProblem(key: string): string | undefined {
  if (key.length > 253) return 'must be no more than 253 characters';
  if (/^[-._a-zA-Z0-9]+$/.test(key)) return dotProblem(key);
  return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
}

function dotProblem(name: string): string | undefined {
  if (name === '.') return "must not be '.'";
  if (name === '..') return "must not be '..'";
  return name.startsWith('..') ? "must not start with '..'" : undefined;
}
