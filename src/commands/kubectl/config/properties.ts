import type { Json } from '#cluster/api/object.ts';
import { illegalByte } from '#commands/kubectl/base64.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import { type Config, ConfigFiles, type Stanza } from './files.ts';
import { without } from './set-verbs.ts';
import { refuseArguments } from './verbs.ts';

/** Fields by their names in clientcmd's internal types, which `set` and `unset` walk; `*` is one that they cannot enter. */
const fields: Readonly<Record<Stanza, string>> = {
  clusters:
    'server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url disable-compression',
  contexts: 'cluster user namespace',
  users:
    'client-certificate client-certificate-data client-key client-key-data token tokenFile act-as act-as-uid username password auth-provider* exec*',
};

const booleans = new Set(['insecure-skip-tls-verify', 'disable-compression']);

interface Property {
  stanza: Stanza;
  name: string;
  /** As it is written in the file; empty for a whole entry. */
  field: string;
}

function isStanza(word: string): word is Stanza {
  return Object.hasOwn(fields, word);
}

/** `contexts.dev.namespace`: a name goes on until what follows is a field. */
function splitProperty(path: string): Property {
  const [stanza = '', ...rest] = path.split('.');
  if (!isStanza(stanza)) throw new CommandError(`unable to parse ${path} after [] at api.Config`);
  const known = fields[stanza].split(' ');
  const isKnown = (word: string) => known.includes(word) || known.includes(`${word}*`);
  const at = rest.findIndex((word, index) => index > 0 && isKnown(word));
  if (at < 0) return { stanza, name: rest.join('.'), field: '' };
  const [field = '', ...deeper] = rest.slice(at);
  if (known.includes(`${field}*`) && deeper.length > 0)
    throw new CommandError(`unable to parse one or more field values of ${path}`);
  return { stanza, name: rest.slice(0, at).join('.'), field: field.replace(/^act-/, '') };
}

/** What is neither an entry nor the current context: nothing is written of the first two. */
function otherProperty(path: string): 'ignored' | 'colors' | undefined {
  if (path === 'kind' || path === 'apiVersion') return 'ignored';
  return path === 'preferences.colors' ? 'colors' : undefined;
}

export const setProperty: Verb = async (context) => {
  const [path, value] = context.args;
  if (path === undefined || value === undefined || context.args.length !== 2)
    return await refuseArguments(context);
  const files = new ConfigFiles(context);
  const other = otherProperty(path);
  if (path === 'current-context') files.setCurrent(value);
  else if (other === 'colors') setColors(files, parseBoolean(value));
  else if (other === undefined) setField(context, files, splitProperty(path), value);
  await context.out(`Property ${quote(path)} set.\n`);
};

function setField(
  context: Context,
  files: ConfigFiles,
  { stanza, name, field }: Property,
  value: string,
): void {
  const entries = context.kubeconfig()[stanza];
  if (field === '') throw new CommandError(`can't set a map to a value: ${goMap(entries)}`);
  files.change(stanza, name, { ...entries.get(name), [field]: parseField(context, field, value) });
}

/** As Go writes a map of pointers, each of them its own. */
function goMap(entries: Config[Stanza]): string {
  return `map[${[...entries.keys()]
    .toSorted()
    .map((name) => `${name}:0xc000000000`)
    .join(' ')}]`;
}

function setColors(files: ConfigFiles, colors: boolean): void {
  files.write(files.usualPath, { ...files.read(files.usualPath), colors });
}

function parseField({ flags }: Context, field: string, value: string): Json {
  if (field.endsWith('-data')) {
    if (flags.isOn('set-raw-bytes')) return btoa(value);
    const bad = illegalByte(value);
    if (bad === undefined) return value;
    throw new CommandError(`error decoding input value: illegal base64 data at input byte ${bad}`);
  }
  return booleans.has(field) ? parseBoolean(value) : value;
}

function parseBoolean(value: string): boolean {
  if (/^(1|t|T|true|TRUE|True)$/.test(value)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(value)) return false;
  throw new CommandError(`strconv.ParseBool: parsing ${quote(value)}: invalid syntax`);
}

export const unsetProperty: Verb = async (context) => {
  const [path] = context.args;
  if (path === undefined || context.args.length !== 1) return await refuseArguments(context);
  const files = new ConfigFiles(context);
  const other = otherProperty(path);
  if (path === 'current-context') files.setCurrent('');
  else if (other === 'colors' || path === 'preferences') setColors(files, false);
  else if (other === undefined) unsetField(context, files, splitProperty(path));
  await context.out(`Property ${quote(path)} unset.\n`);
};

function unsetField(context: Context, files: ConfigFiles, property: Property): void {
  const { stanza, name, field } = property;
  const before = context.kubeconfig()[stanza].get(name);
  if (name === '')
    files.write(files.usualPath, { ...files.read(files.usualPath), [stanza]: new Map() });
  else if (field === '') files.change(stanza, name, undefined);
  else if (before === undefined) throw new CommandError(`current map key \`${name}\` is invalid`);
  else files.change(stanza, name, without(before, [field]));
}
