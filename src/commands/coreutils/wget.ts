import { byteLength, header, reasonPhrase } from '#cluster/network/headers.ts';
import type { Failure, HttpRequest } from '#cluster/network/http.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { Process } from '#process/program.ts';
import type { Place, PlacedProgram } from './place.ts';

interface Options {
  output: string | undefined;
  quiet: boolean;
  spider: boolean;
  showsHeaders: boolean;
  timeoutMs: number | undefined;
  headers: string[];
  post: string | undefined;
  agent: string;
  urls: string[];
}

/** wget of BusyBox 1.37 (networking/wget.c), HTTP only. */
export const wget: PlacedProgram = (place) => async (process) => {
  const options = parse(process.argv.slice(1));
  if (typeof options === 'string') {
    await process.stderr.write(`wget: ${options}\n`);
    return 1;
  }
  if (options.urls.length === 0) {
    await process.stderr.write(
      'BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [-P DIR] [-U AGENT] [-T SEC] URL...\n',
    );
    return 1;
  }
  let code = 0;
  for (const url of options.urls) code = (await download(place, process, { url, options })) || code;
  return code;
};

function parse(args: readonly string[]): Options | string {
  const options: Options = {
    output: undefined,
    quiet: false,
    spider: false,
    showsHeaders: false,
    timeoutMs: undefined,
    headers: [],
    post: undefined,
    agent: 'Wget',
    urls: [],
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const [, long, inline] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const value = (): string => inline ?? args[(at += 1)] ?? '';
    if (long === 'spider') options.spider = true;
    else if (long === 'quiet') options.quiet = true;
    else if (long === 'server-response') options.showsHeaders = true;
    else if (long === 'header') options.headers.push(value());
    else if (long === 'post-data') options.post = value();
    else if (long === 'timeout') options.timeoutMs = Number(value()) * 1000;
    else if (long === 'output-document') options.output = value();
    else if (long === 'user-agent') options.agent = value();
    else if (long === 'no-check-certificate' || long === 'no-verbose') continue;
    else if (word.startsWith('--')) return `unrecognized option: ${long ?? word}`;
    else if (word.startsWith('-') && word !== '-') {
      const problem = parseLetters(options, word, value);
      if (problem !== undefined) return problem;
    } else options.urls.push(word);
  }
  return options;
}

function parseLetters(options: Options, word: string, next: () => string): string | undefined {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    if (letter === 'q') options.quiet = true;
    else if (letter === 'S') options.showsHeaders = true;
    else if (letter === 'c') continue;
    else if ('OTUPtYo'.includes(letter)) {
      const value = at + 1 < word.length ? word.slice(at + 1) : next();
      if (letter === 'O') options.output = value;
      if (letter === 'T') options.timeoutMs = Number(value) * 1000;
      if (letter === 'U') options.agent = value;
      return undefined;
    } else return `unrecognized option: ${letter}`;
  }
  return undefined;
}

async function download(
  place: Place,
  process: Process,
  { url, options }: { url: string; options: Options },
): Promise<number> {
  let target = url;
  for (let hops = 0; hops < 20; hops += 1) {
    const fetched = await fetchOnce(place, process, { target, options });
    if (typeof fetched === 'string') {
      await process.stderr.write(`${fetched}\n`);
      return 1;
    }
    if ('location' in fetched) {
      target = fetched.location;
      continue;
    }
    return deliver(process, fetched, options);
  }
  await process.stderr.write('wget: too many redirections\n');
  return 1;
}

interface Page {
  path: string;
  body: string;
}

/** A page, where it has moved to, or what went wrong. */
async function fetchOnce(
  { container }: Place,
  { stderr, time, signal }: Process,
  { target, options }: { target: string; options: Options },
): Promise<Page | { location: string } | string> {
  const [, scheme = 'http', host = '', port, path = '/'] =
    /^(?:(\w+):\/\/)?([^/:?]+)(?::(\d+))?([/?].*)?$/.exec(target) ?? [];
  if (scheme === 'https') return 'maillage: wget https n’est pas simulé dans ce cours';
  if (scheme !== 'http') return `wget: not an http or ftp url: ${target}`;
  const named = port === undefined ? host : `${host}:${port}`;
  const [ip] = container.network.resolve(host);
  if (ip === undefined) return `wget: bad address '${named}'`;
  const to = { ip, port: Number(port ?? 80) };
  if (!options.quiet) await stderr.write(`Connecting to ${named} (${ip}:${to.port})\n`);
  const { timeoutMs } = options;
  const outcome = container.network.exchange(
    requestOf(options, { host, port, path }),
    to,
    timeoutMs === undefined ? {} : { timeoutMs },
  );
  await time.sleep(Math.ceil(outcome.elapsed), signal);
  if (outcome.type === 'failure') return `wget: ${problemOf(outcome.failure, ip)}`;
  const { status, headers, body } = outcome.response;
  const line = `HTTP/1.1 ${status} ${reasonPhrase(status)}`;
  if (options.showsHeaders) {
    const lines = [line, ...headers.map(([name, value]) => `${name}: ${value}`), ''];
    await stderr.write(lines.map((each) => `  ${each}\n`).join(''));
  }
  const location = status >= 300 && status < 400 ? header(outcome.response, 'location') : undefined;
  if (location !== undefined) {
    return { location: location.startsWith('/') ? `http://${named}${location}` : location };
  }
  return status >= 300 ? `wget: server returned error: ${line}` : { path, body };
}

async function deliver(process: Process, { path, body }: Page, options: Options): Promise<number> {
  const { output, quiet, spider } = options;
  if (spider) {
    if (!quiet) await process.stderr.write('remote file exists\n');
    return 0;
  }
  const last = path.split('?')[0]?.split('/').at(-1) ?? '';
  const name = output ?? (last === '' ? 'index.html' : last);
  if (name !== '-')
    return save(process, { name, body, isQuiet: quiet, isGiven: output !== undefined });
  await process.stdout.write(body);
  if (!quiet) await process.stderr.write(progress('-', byteLength(body), true));
  return 0;
}

async function save(
  process: Process,
  {
    name,
    body,
    isQuiet,
    isGiven,
  }: { name: string; body: string; isQuiet: boolean; isGiven: boolean },
): Promise<number> {
  const path = resolvePath(process, name);
  if (!isGiven && process.files.stat(path)) {
    await process.stderr.write(`wget: can't open '${name}': File exists\n`);
    return 1;
  }
  if (path !== '/dev/null') process.files.write(path, body);
  if (!isQuiet)
    await process.stderr.write(
      `saving to '${name}'\n${progress(name, byteLength(body), false)}'${name}' saved\n`,
    );
  return 0;
}

/** The bar at its end (libbb/progress.c), 100 % at once. */
function progress(name: string, size: number, isStdout: boolean): string {
  const bar = `${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${String(size).padStart(5)}  0:00:00 ETA\n`;
  return isStdout ? `writing to stdout\n${bar}written to stdout\n` : bar;
}

function requestOf(
  options: Options,
  { host, port, path }: { host: string; port: string | undefined; path: string },
): HttpRequest {
  const own = options.headers.map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
  });
  const authority =
    own.find(([name]) => name === 'host')?.[1] ?? (port === undefined ? host : `${host}:${port}`);
  const method = options.post === undefined ? (options.spider ? 'HEAD' : 'GET') : 'POST';
  return {
    method,
    authority,
    path: path.startsWith('/') ? path : `/${path}`,
    headers: [
      ['user-agent', options.agent],
      ['connection', 'close'],
      ...own.filter(([name]) => name !== 'host'),
    ],
    body: options.post ?? '',
    protocol: 'HTTP/1.1',
  };
}

function problemOf(failure: Failure, ip: string): string {
  const prefix = `can't connect to remote host (${ip}):`;
  if (failure.reason === 'refused') return `${prefix} Connection refused`;
  if (failure.reason === 'no-route') return `${prefix} Host is unreachable`;
  if (failure.reason === 'timeout') return 'download timed out';
  return failure.reason === 'reset'
    ? 'error getting response: Connection reset by peer'
    : 'error getting response';
}
