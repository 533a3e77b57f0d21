import type { Context } from './context.ts';
import { CommandError, StatusError, WholeMessage, isNotFound } from './errors.ts';
import { resolvePath } from './paths.ts';
import { readText } from '#process/streams.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** `--raw`: what is said to the server as it is, and what it answers (kubectl/pkg/rawhttp/raw.go, v1.35). */
export async function sendRaw(context: Context, method: Method): Promise<void> {
  const { flags, client } = context;
  const { path, query } = targetOf(flags.text('raw'));
  const [file = ''] = method === 'GET' ? [] : flags.list('filename');
  const options = file === '' ? {} : { body: await read(context, file) };
  const asked = `${path}${query}`;
  try {
    // What is watched, or a log that is followed, comes bit by bit.
    if (!/[?&](watch|follow)=/.test(query))
      return await context.out(await client.text(method, asked, options));
    for await (const chunk of client.chunks(await client.open(method, asked, options)))
      await context.out(chunk);
  } catch (error) {
    throw isNotFound(error) ? unnamed(error) : error;
  }
}

/** The client knows of no resource here. */
function unnamed({ status }: StatusError): StatusError {
  const message = status.message?.replace(/^(the server could not find .* resource) \(.*\)$/, '$1');
  return new StatusError({ ...status, ...(message === undefined ? {} : { message }) });
}

async function read({ process }: Context, file: string): Promise<string> {
  if (file === '-') return await readText(process.stdin);
  const path = resolvePath(process, file);
  const type = process.files.stat(path)?.type;
  if (type === 'file') return process.files.readText(path);
  throw type === undefined
    ? new CommandError(`open ${file}: no such file or directory`)
    : new WholeMessage(`Unable to connect to the server: read ${file}: is a directory`);
}

/** Request.RequestURI of client-go's rest: the path and the query of an address, whatever its host. */
function targetOf(text: string): { path: string; query: string } {
  const [address = ''] = text.split('#');
  const rest = address.replace(/^[a-z][a-z\d+.-]*:(?!\/)/i, '?').replace(/^[a-z][a-z\d+.-]*:/i, '');
  const [, path = '', query = ''] = /^(?:\/\/[^/?]*)?([^?]*)(.*)$/s.exec(rest) ?? [];
  return { path: path.startsWith('/') ? path : `/${path}`, query: query === '?' ? '' : query };
}

/** What the verbs that send something refuse with --raw, in their order. */
export function checkRaw({ flags }: Context, { needsFile }: { needsFile: boolean }): void {
  const files = flags.list('filename');
  const excluded = [
    ['--recursive', flags.isOn('recursive')],
    // delete passes over its selector.
    ['--selector (-l)', needsFile && flags.has('selector') && flags.text('selector') !== ''],
    ['--output', flags.text('output') !== ''],
  ] as const;
  if (files.length > 1 || (needsFile && files.length === 0))
    throw new CommandError('--raw can only use a single local file or stdin');
  if (/^https?:\/\//.test(files[0] ?? '')) throw new CommandError('--raw cannot read from a url');
  for (const [name, isThere] of excluded)
    if (isThere) throw new CommandError(`--raw and ${name} are mutually exclusive`);
  checkAddress(flags.text('raw'));
}

/** get's: it sends nothing. */
export function checkRawGet({ flags }: Context): void {
  if (flags.isOn('watch') || flags.isOn('watch-only') || flags.text('selector') !== '')
    throw new CommandError(
      '--raw may not be specified with other flags that filter the server request or alter the output',
    );
  if (flags.text('output') !== '')
    throw new CommandError('--raw and --output are mutually exclusive');
  checkAddress(flags.text('raw'));
}

/** ParseRequestURI of Go's net/url. */
function checkAddress(text: string): void {
  const refuse = (why: string) =>
    new CommandError(`--raw must be a valid URL path: parse ${JSON.stringify(text)}: ${why}`);
  if (text === '*') return;
  if (text.startsWith(':')) throw refuse('missing protocol scheme');
  const [, path] = /^(?:[a-z][a-z\d+.-]*:)?(\/[^?]*)?/i.exec(text) ?? [];
  const isOpaque = /^[a-z][a-z\d+.-]*:/i.test(text);
  if (path === undefined && !isOpaque) throw refuse('invalid URI for request');
  const [escape] = /%(?![\da-f]{2}).{0,2}/i.exec(path ?? '') ?? [];
  if (escape !== undefined) throw refuse(`invalid URL escape "${escape}"`);
}
