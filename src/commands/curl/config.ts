/** What the command line asks for. */
export interface Config {
  urls: string[];
  outputs: (Output | undefined)[];
  flags: Set<string>;
  values: Map<string, string>;
  headers: string[];
  data: Data[];
  cookies: string[];
  resolve: string[];
  connectTo: string[];
}

export type Output = { type: 'file'; path: string } | { type: 'remote-name' };

export interface Data {
  option: string;
  text: string;
}

/** A mistake on the command line, as curl reports it. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** An option that the real curl has and this one does not. */
export class NotSimulated extends Error {
  override name = 'NotSimulated';
}

/** Long names with their letter: first those without a value, then those with one (curl 8.16, src/tool_getparam.c). */
const flagNames =
  'silent:s show-error:S fail:f fail-with-body location:L head:I include:i show-headers:i verbose:v remote-name:O insecure:k buffer no-buffer:N http1.1 http1.0:0 http2 http2-prior-knowledge get:G compressed globoff:g tlsv1:1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 ipv4:4 ipv6:6 retry-connrefused retry-all-errors progress-bar:# remote-name-all create-dirs help:h version:V junk-session-cookies:j location-trusted path-as-is disable:q remote-header-name:J raw progress-meter fail-early styled-output basic anyauth tcp-nodelay keepalive compressed-ssh show-headers:i';
const valueNames =
  'output:o write-out:w header:H request:X data:d data-raw data-binary data-ascii data-urlencode json user:u user-agent:A referer:e cookie:b cookie-jar:c cacert cert:E key resolve connect-to max-time:m connect-timeout retry retry-delay retry-max-time proto proto-default proto-redir upload-file:T url max-redirs capath output-dir dump-header:D tls-max noproxy oauth2-bearer keepalive-time ciphers tls13-ciphers curves limit-rate cert-type key-type';
const absentNames =
  'parallel:Z next:: form:F form-string proxy:x interface range:r unix-socket config:K continue-at:C trace trace-ascii stderr netrc:n netrc-file digest ntlm negotiate aws-sigv4 http3 doh-url dns-servers speed-limit:Y speed-time:y time-cond:z url-query variable abstract-unix-socket ftp-port:P quote:Q telnet-option:t use-ascii:B list-only:l append:a manual:M proxy-user:U crlf mail-from mail-rcpt rate local-port preproxy socks5 socks5-hostname haproxy-protocol expect100-timeout etag-save etag-compare remote-time:R request-target max-filesize';

const numeric = new Set([
  'max-time',
  'connect-timeout',
  'retry',
  'retry-delay',
  'retry-max-time',
  'max-redirs',
]);

interface Names {
  long: ReadonlySet<string>;
  byLetter: ReadonlyMap<string, string>;
}

function parseNames(text: string): Names {
  const pairs = text.split(' ').map((pair) => {
    const at = pair.indexOf(':');
    return at < 0 ? ([pair, ''] as const) : ([pair.slice(0, at), pair.slice(at + 1)] as const);
  });
  return {
    long: new Set(pairs.map(([long]) => long)),
    byLetter: new Map(
      pairs.filter(([, letter]) => letter !== '').map(([long, letter]) => [letter, long]),
    ),
  };
}

const flags = parseNames(flagNames);
const valued = parseNames(valueNames);
const absent = parseNames(absentNames);

export function parseConfig(args: readonly string[]): Config {
  const config: Config = {
    urls: [],
    outputs: [],
    flags: new Set(),
    values: new Map(),
    headers: [],
    data: [],
    cookies: [],
    resolve: [],
    connectTo: [],
  };
  let optionsEnd = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (optionsEnd || !word.startsWith('-') || word === '-') config.urls.push(word);
    else if (word === '--') optionsEnd = true;
    else if (word.startsWith('--')) at += parseLong(config, word, args[at + 1]);
    else at += parseLetters(config, word, args[at + 1]);
  }
  return config;
}

/** How many more words it took. */
function parseLong(config: Config, word: string, next: string | undefined): number {
  const name = word.slice(2);
  if (valued.long.has(name)) {
    setValue(config, name, required(word, next), word);
    return 1;
  }
  if (absent.long.has(name)) throw new NotSimulated(word);
  const bare = name.startsWith('no-') && !flags.long.has(name) ? name.slice(3) : name;
  if (!flags.long.has(bare)) throw new UsageError(`option ${word}: is unknown`);
  setFlag(config, bare, bare === name);
  return 0;
}

function parseLetters(config: Config, word: string, next: string | undefined): number {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const shown = at === 1 && word.length === 2 ? word : `-${letter}`;
    const name = valued.byLetter.get(letter);
    if (name !== undefined) {
      const rest = word.slice(at + 1);
      setValue(config, name, rest === '' ? required(shown, next) : rest, shown);
      return rest === '' ? 1 : 0;
    }
    const flag = flags.byLetter.get(letter);
    if (flag === undefined && absent.byLetter.has(letter)) throw new NotSimulated(shown);
    if (flag === undefined) throw new UsageError(`option ${word}: is unknown`);
    setFlag(config, flag, true);
  }
  return 0;
}

function required(word: string, next: string | undefined): string {
  if (next === undefined) throw new UsageError(`option ${word}: requires parameter`);
  return next;
}

function setFlag(config: Config, name: string, isOn: boolean): void {
  if (name === 'remote-name') config.outputs.push({ type: 'remote-name' });
  else if (isOn) config.flags.add(name === 'show-headers' ? 'include' : name);
  else config.flags.delete(name);
  if (name === 'progress-meter' && !isOn) config.flags.add('no-progress-meter');
}

const lists: Readonly<Record<string, 'headers' | 'cookies' | 'resolve' | 'connectTo' | 'urls'>> = {
  header: 'headers',
  cookie: 'cookies',
  resolve: 'resolve',
  'connect-to': 'connectTo',
  url: 'urls',
};

function setValue(config: Config, name: string, value: string, shown: string): void {
  if (numeric.has(name) && !/^\d+(\.\d+)?$/.test(value)) {
    throw new UsageError(`option ${shown}: expected a proper numerical parameter`);
  }
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (list) config[list].push(value);
  else if (name === 'output') config.outputs.push({ type: 'file', path: value });
  else if (name.startsWith('data') || name === 'json')
    config.data.push({ option: name, text: value });
  else config.values.set(name, value);
}
