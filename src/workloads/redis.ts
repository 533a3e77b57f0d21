import type { Container, Image, MainProcess } from '#cluster/kubelet/image.ts';
import type { Server } from '#cluster/network/stack.ts';
import { debianPrograms } from './programs.ts';
import { bytes, serve, workMs } from './serving.ts';

const version = '8.2.1';

/** docker.io/library/redis: a few commands, in RESP or as typed in `nc`. */
export const redis: Image = {
  name: 'docker.io/library/redis',
  entrypoint: ['docker-entrypoint.sh'],
  command: ['redis-server'],
  programs: [...debianPrograms, 'redis-cli', 'redis-server'],
  env: { REDIS_VERSION: version },
  size: 53,
  start: (argv, container) =>
    argv.some((word) => word.endsWith('redis-server')) ? startRedis(argv, container) : undefined,
};

function startRedis(argv: readonly string[], container: Container): MainProcess {
  let keys: ReadonlyMap<string, string> = new Map();
  const stamp = (mark: string, text: string) => {
    container.log(
      `1:${mark.startsWith('C') ? 'C' : 'M'} ${redisTime(container.clock.now())} ${mark.slice(1)} ${text}`,
    );
  };
  const port = Number(argv[argv.indexOf('--port') + 1] ?? 6379) || 6379;
  stamp('C*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
  stamp(
    'C*',
    `Redis version=${version}, bits=64, commit=00000000, modified=1, pid=1, just started`,
  );
  if (argv.at(-1)?.endsWith('redis-server') === true)
    stamp(
      'C#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
    );
  stamp('M*', 'monotonic clock: POSIX clock_gettime');
  stamp('M*', `Running mode=standalone, port=${port}.`);
  stamp('M*', 'Server initialized');
  stamp('M*', 'Ready to accept connections tcp');
  const run = ([name = '', ...args]: readonly string[]): string => {
    const [reply, changed] = execute(keys, name.toUpperCase(), args);
    keys = changed ?? keys;
    return reply;
  };
  const server: Server = ({ body }) => {
    const replies = parseCommands(body).map((command) =>
      typeof command === 'string' ? command : run(command),
    );
    return bytes(replies.join(''), workMs(container, 0.02, 0.05));
  };
  return serve(container, [{ port, server, options: { speaks: 'tcp' } }], {
    onTerminate: { code: 0, afterMs: 10 },
    save: () => {
      const saved = keys;
      return () => {
        keys = saved;
      };
    },
  });
}

type Keys = ReadonlyMap<string, string>;

function execute(
  keys: Keys,
  name: string,
  args: readonly string[],
): readonly [reply: string, changed?: Keys] {
  const [key = '', value = ''] = args;
  const wrong = `-ERR wrong number of arguments for '${name.toLowerCase()}' command\r\n`;
  if (Object.hasOwn(arity, name) && args.length < (arity[name] ?? 0)) return [wrong];
  switch (name) {
    case 'PING':
      return [args.length > 0 ? bulk(key) : '+PONG\r\n'];
    case 'ECHO':
      return [bulk(key)];
    case 'SET':
      return ['+OK\r\n', new Map(keys).set(key, value)];
    case 'GET':
      return [bulk(keys.get(key))];
    case 'DEL':
      return [
        integer(args.filter((each) => keys.has(each)).length),
        new Map([...keys].filter(([each]) => !args.includes(each))),
      ];
    case 'EXISTS':
      return [integer(args.filter((each) => keys.has(each)).length)];
    case 'INCR':
      return increment(keys, key);
    case 'KEYS':
      return [array([...keys.keys()].filter((each) => matches(key, each)))];
    case 'DBSIZE':
      return [integer(keys.size)];
    case 'FLUSHALL':
      return ['+OK\r\n', new Map()];
    case 'QUIT':
      return ['+OK\r\n'];
    case 'INFO':
      return [
        bulk(`# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\ntcp_port:6379\r\n`),
      ];
    default:
      return [
        `-ERR unknown command '${name}', with args beginning with: ${args.map((each) => `'${each}' `).join('')}\r\n`,
      ];
  }
}

const arity: Readonly<Record<string, number>> = {
  ECHO: 1,
  SET: 2,
  GET: 1,
  DEL: 1,
  EXISTS: 1,
  INCR: 1,
  KEYS: 1,
};

function increment(keys: Keys, key: string): readonly [string, Keys?] {
  const now = keys.get(key) ?? '0';
  if (!/^-?\d+$/.test(now)) return ['-ERR value is not an integer or out of range\r\n'];
  const next = Number(now) + 1;
  return [integer(next), new Map(keys).set(key, String(next))];
}

function matches(pattern: string, key: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(key);
}

function bulk(text: string | undefined): string {
  return text === undefined
    ? '$-1\r\n'
    : `$${new TextEncoder().encode(text).length}\r\n${text}\r\n`;
}

function integer(value: number): string {
  return `:${value}\r\n`;
}

function array(values: readonly string[]): string {
  return `*${values.length}\r\n${values.map(bulk).join('')}`;
}

/** Arrays of bulk strings, or lines of words. What is not a command is the error to answer. */
function parseCommands(text: string): readonly (readonly string[] | string)[] {
  const lines = text.split(/\r?\n/);
  const commands: (readonly string[] | string)[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    at += 1;
    if (line === '') continue;
    if (!line.startsWith('*')) {
      commands.push(line.trim().split(/\s+/));
      continue;
    }
    const count = Number(line.slice(1));
    if (!(count >= 0 && count <= 1024)) {
      commands.push('-ERR Protocol error: invalid multibulk length\r\n');
      return commands;
    }
    commands.push(Array.from({ length: count }, (_, index) => lines[at + 2 * index + 1] ?? ''));
    at += 2 * count;
  }
  return commands;
}

function redisTime(time: number): string {
  const [, day, month, year, clock] =
    /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(time).toUTCString()) ?? [];
  return `${day} ${month} ${year} ${clock}.${String(Math.floor(time) % 1000).padStart(3, '0')}`;
}
