import { byteLength } from '#cluster/network/headers.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import { readText } from '#process/streams.ts';
import type { Process } from '#process/program.ts';
import { UsageError, type Config, type Data } from './config.ts';
import { CurlError } from './errors.ts';
import { isFile } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import { authorityOf, type Url } from './urls.ts';

const version = '8.16.0';

export interface Draft {
  method: string;
  body: string | undefined;
}

export interface Prepared {
  request: HttpRequest;
  /** Request line and headers as they are written, for `-v`. */
  lines: readonly string[];
}

/** Everything `-d` and its kin give, joined. */
export async function readBody(config: Config, process: Process): Promise<string | undefined> {
  const upload = config.values.get('upload-file');
  if (upload !== undefined) return readArgument(process, upload, '-T');
  if (config.data.length === 0) return undefined;
  const parts: string[] = [];
  let isJson = false;
  for (const data of config.data) {
    parts.push(
      (parts.length > 0 && data.option !== 'json' ? '&' : '') + (await readData(data, process)),
    );
    isJson ||= data.option === 'json';
  }
  if (isJson) {
    addDefault(config, 'Content-Type: application/json');
    addDefault(config, 'Accept: application/json');
  }
  return parts.join('');
}

function addDefault(config: Config, line: string): void {
  const name = nameOf(line);
  if (!config.headers.some((header) => nameOf(header) === name)) config.headers.push(line);
}

async function readData({ option, text }: Data, process: Process): Promise<string> {
  if (option === 'data-raw') return text;
  if (option === 'data-urlencode') return readEncoded(text, process);
  if (!text.startsWith('@')) return text;
  const content = await readArgument(
    process,
    text.slice(1),
    option === 'data' ? '-d' : `--${option}`,
  );
  return option === 'data' || option === 'data-ascii' ? content.replace(/[\r\n\0]/g, '') : content;
}

/** `content`, `=content`, `name=content`, `@file`, `name@file`. */
async function readEncoded(text: string, process: Process): Promise<string> {
  const at = text.search(/[=@]/);
  const name = at < 0 ? '' : text.slice(0, at);
  const rest = at < 0 ? text : text.slice(at + 1);
  const content =
    text.charAt(at) === '@' ? await readArgument(process, rest, '--data-urlencode') : rest;
  const encoded = encodeURIComponent(content).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return name === '' ? encoded : `${name}=${encoded}`;
}

async function readArgument(process: Process, path: string, option: string): Promise<string> {
  if (path === '-') return readText(process.stdin);
  const full = resolvePath(process, path);
  if (isFile(process.files, full)) return process.files.readText(full);
  if (option === '-T') throw new CurlError(26, `cannot open '${path}'`);
  await process.stderr.write(`curl: Failed to open ${path}\n`);
  throw new ReadProblem(`option ${option}: error encountered when reading a file`);
}

export class ReadProblem extends UsageError {
  override name = 'ReadProblem';
}

/** The method when `-X` does not say. */
export function methodOf(config: Config, body: string | undefined): string {
  const asked = config.values.get('request');
  if (asked !== undefined) return asked;
  if (config.flags.has('head')) return 'HEAD';
  if (config.values.has('upload-file')) return 'PUT';
  return body !== undefined && !config.flags.has('get') ? 'POST' : 'GET';
}

/** As libcurl orders them (lib/http.c): its own headers, cookies, those given, then those of the body. */
export function prepare(
  config: Config,
  url: Url,
  { method, body }: Draft,
  { protocol, cookie }: { protocol: HttpRequest['protocol']; cookie: string | undefined },
): Prepared {
  const custom = config.headers.map(parseHeader);
  const isGiven = (name: string) => custom.some((header) => header.name.toLowerCase() === name);
  const host =
    custom.find((header) => header.name.toLowerCase() === 'host')?.value ?? authorityOf(url);
  const user = config.values.get('user') ?? url.user;
  const token = config.values.get('oauth2-bearer');
  const referer = config.values.get('referer');
  const agent = config.values.get('user-agent') ?? `curl/${version}`;
  const own: [string, string | undefined][] = [
    [
      'Authorization',
      user !== undefined
        ? `Basic ${toBase64(user)}`
        : token !== undefined
          ? `Bearer ${token}`
          : undefined,
    ],
    ['User-Agent', agent === '' ? undefined : agent],
    ['Accept', '*/*'],
    ['Accept-Encoding', config.flags.has('compressed') ? 'deflate, gzip, br, zstd' : undefined],
    ['Referer', referer],
    ['Cookie', cookie],
  ];
  const isUpload = config.values.has('upload-file');
  const ofBody: [string, string | undefined][] =
    body === undefined
      ? []
      : [
          ['Content-Length', String(byteLength(body))],
          ['Content-Type', isUpload ? undefined : 'application/x-www-form-urlencoded'],
        ];
  const given = custom.filter(
    ({ name, value }) => value !== undefined && name.toLowerCase() !== 'host',
  );
  const all = [
    ...own.filter(([name]) => !isGiven(name.toLowerCase())),
    ...given.map(({ name, value }) => [name, value] as const),
    ...ofBody.filter(([name]) => !isGiven(name.toLowerCase())),
  ].flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const isH2 = protocol === 'HTTP/2';
  const request: HttpRequest = {
    method,
    authority: host,
    path: url.path,
    headers: all.map(([name, value]) => [name.toLowerCase(), value]),
    body: body ?? '',
    protocol,
  };
  const start = `${method} ${url.path} ${isH2 ? 'HTTP/2' : 'HTTP/1.1'}`;
  return {
    request,
    lines: [start, `Host: ${host}`, ...all.map(([name, value]) => `${name}: ${value}`)],
  };
}

/** `Name: value`; `Name:` takes it away, `Name;` sends it empty. */
function parseHeader(line: string): { name: string; value: string | undefined } {
  const empty = /^([^:;]+);\s*$/.exec(line);
  if (empty) return { name: empty[1] ?? '', value: '' };
  const at = line.indexOf(':');
  if (at < 0) return { name: line, value: undefined };
  const value = line.slice(at + 1).trim();
  return { name: line.slice(0, at), value: value === '' ? undefined : value };
}

function nameOf(line: string): string {
  return parseHeader(line).name.toLowerCase();
}

function toBase64(text: string): string {
  return btoa(
    Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''),
  );
}
