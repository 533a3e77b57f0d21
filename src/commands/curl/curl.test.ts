import { expect, test } from 'vitest';
import { respond } from '#cluster/network/headers.ts';
import type { Outcome } from '#cluster/network/http.ts';
import { clientOf } from '#cluster/network/machine.ts';
import { createNetwork } from '#cluster/network/network.ts';
import { createClock, Interrupted } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import type { ListenOptions, Server } from '#cluster/network/stack.ts';
import { createInstantTime, runProgram, type Ran, type Terms } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { createCurl } from './curl.ts';

const date = 'Mon, 05 Jan 2026 09:00:00 GMT';

/** A client and a server named `web`, which answers by path. */
function createPlaces(server: Server = answer, options: ListenOptions = {}) {
  const clock = createClock(Date.UTC(2026, 0, 5, 9));
  const outside = new Map([
    ['web', '10.244.0.2'],
    ['dead', '10.244.0.77'],
    ['far', '10.96.9.9'],
  ]);
  const network = createNetwork({
    api: { list: () => [], watch: () => () => {} },
    clock,
    random: createRandom(3),
    outside,
  });
  network.addNode({ ip: '172.18.0.2', name: 'node' });
  const pod = (ip: string, host: string) =>
    network.addPod({ ip, host, namespace: 'default', node: 'node' });
  const web = pod('10.244.0.2', 'web');
  web.listen(80, server, options);
  const client = pod('10.244.0.3', 'client');
  const pages = new Map([['https://run.linkerd.io/install-edge', '#!/bin/sh\n']]);
  const files = createFiles({ now: clock.now });
  const curl = (line: string, terms: Terms = {}): Promise<Ran> =>
    runProgram(createCurl(clientOf(client), { pages }), ['curl', ...words(line)], {
      files,
      ...terms,
    });
  return { network, web, client, files, curl };
}

function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

const seen: string[] = [];

const answer: Server = (request) => {
  const { method, path, headers, body } = request;
  seen.push(
    [`${method} ${path}`, request.authority, ...headers.map((pair) => pair.join(': ')), body].join(
      '\n',
    ),
  );
  const say = (status: number, text: string, more: [string, string][] = []): Outcome =>
    respond(
      status,
      [
        ['Content-Type', 'text/plain'],
        ['Date', date],
        ['Content-Length', String(text.length)],
        ...more,
      ],
      text,
      1,
    );
  if (path === '/404') return say(404, 'nope\n');
  if (path === '/503') return say(503, 'busy\n');
  if (path === '/slow') return { ...say(200, 'slow\n'), elapsed: 5000 };
  if (path === '/reset') return { type: 'failure', failure: { reason: 'reset' }, elapsed: 1 };
  if (path === '/empty') return { type: 'failure', failure: { reason: 'closed' }, elapsed: 1 };
  if (path === '/raw') return { type: 'failure', failure: { reason: 'not-http' }, elapsed: 1 };
  if (path === '/go') return say(302, '', [['Location', '/done']]);
  if (path === '/loop') return say(302, '', [['Location', '/loop']]);
  if (path === '/set') return say(200, 'ok\n', [['Set-Cookie', 'a=1; Path=/; HttpOnly']]);
  return say(200, 'hello\n');
};

test('prints the body, and nothing else', async () => {
  const { curl } = createPlaces();
  expect(await curl('http://web/')).toEqual({ stdout: 'hello\n', stderr: '', code: 0 });
  expect(await curl('-s web', { isTerminal: false })).toEqual({
    stdout: 'hello\n',
    stderr: '',
    code: 0,
  });
});

test('a connection that is closed or reset within its handshake is told apart', async () => {
  const { client, curl } = createPlaces();
  client.intercept({
    outbound: (_, { port }) => ({
      type: 'failure',
      failure: { reason: port === 4430 ? 'closed' : 'reset' },
      elapsed: 1,
    }),
  });
  expect([await curl('-sS https://web:4430'), await curl('-sS https://web:4431')]).toMatchObject([
    { code: 35, stderr: 'curl: (35) TLS connect error: error:00000000:lib(0)::reason(0)\n' },
    { code: 35, stderr: 'curl: (35) Recv failure: Connection reset by peer\n' },
  ]);
});

test('each failure has its exit code and its words', async () => {
  const { curl } = createPlaces();
  const cases: [string, number, string][] = [
    ['http://nobody', 6, 'Could not resolve host: nobody'],
    ['http://example.com/', 6, 'Could not resolve host: example.com'],
    [
      'http://web:81',
      7,
      'Failed to connect to web port 81 after 1 ms: Could not connect to server',
    ],
    [
      'http://dead',
      7,
      'Failed to connect to dead port 80 after 3073 ms: Could not connect to server',
    ],
    [
      'http://far',
      28,
      'Failed to connect to far port 80 after 134001 ms: Could not connect to server',
    ],
    ['-m 2 http://far', 28, 'Connection timed out after 2001 milliseconds'],
    ['--connect-timeout 3 http://far', 28, 'Connection timed out after 3001 milliseconds'],
    [
      '-m 2 http://web/slow',
      28,
      'Operation timed out after 2000 milliseconds with 0 bytes received',
    ],
    ['http://web/reset', 56, 'Recv failure: Connection reset by peer'],
    ['http://web/empty', 52, 'Empty reply from server'],
    ['http://web/raw', 1, 'Received HTTP/0.9 when not allowed'],
    ['-f http://web/404', 22, 'The requested URL returned error: 404'],
    ['-L http://web/loop', 47, 'Maximum (50) redirects followed'],
    ['https://web:80/', 35, 'TLS connect error: error:0A00010B:SSL routines::wrong version number'],
    ['htp://web', 1, 'Protocol "htp" not supported'],
    ['--proto =https http://web', 1, 'Protocol "http" disabled'],
    [
      'http://web:99999/',
      3,
      'URL rejected: Port number was not a decimal number between 0 and 65535',
    ],
    ['http://', 3, 'URL rejected: No host part in the URL'],
    ["'http://a b/'", 3, 'URL rejected: Malformed input to a URL function'],
    ["'http://web/[1-'", 3, 'bad range in URL position 13:\nhttp://web/[1-\n            ^'],
  ];
  for (const [line, code, message] of cases) {
    expect([line, await curl(line)]).toEqual([
      line,
      { stdout: '', stderr: `curl: (${code}) ${message}\n`, code },
    ]);
    const silent = await curl(`-s ${line}`);
    expect([line, silent]).toEqual([line, { stdout: '', stderr: '', code }]);
    expect((await curl(`-sS ${line}`)).stderr).toBe(`curl: (${code}) ${message}\n`);
  }
});

test('mistakes on the command line say how to get help', async () => {
  const { curl } = createPlaces();
  const help = "curl: try 'curl --help' or 'curl --manual' for more information\n";
  expect(await curl('--nope')).toEqual({
    stdout: '',
    stderr: `curl: option --nope: is unknown\n${help}`,
    code: 2,
  });
  expect(await curl('-o')).toEqual({
    stdout: '',
    stderr: `curl: option -o: requires parameter\n${help}`,
    code: 2,
  });
  expect(await curl('-m x web')).toMatchObject({
    stderr: `curl: option -m: expected a proper numerical parameter\n${help}`,
    code: 2,
  });
  expect(await curl('')).toEqual({
    stdout: '',
    stderr: `curl: (2) no URL specified\n${help}`,
    code: 2,
  });
  expect(await curl('-d @nope web')).toMatchObject({
    stderr: `curl: Failed to open nope\ncurl: option -d: error encountered when reading a file\n${help}`,
    code: 26,
  });
  expect(await curl('-T nope web')).toMatchObject({
    stderr: `curl: cannot open 'nope'\n${help}curl: (26) Failed to open/read local data from file/application\n`,
    code: 26,
  });
  expect(await curl('-x http://proxy web')).toEqual({
    stdout: '',
    stderr: 'maillage: curl -x n’est pas simulé dans ce cours\n',
    code: 2,
  });
});

test('shows the whole conversation with -v', async () => {
  const { curl } = createPlaces();
  const { stderr, stdout } = await curl('-v http://web/');
  expect(stdout).toBe('hello\n');
  expect(stderr.replaceAll('\r', '')).toBe(`* Host web:80 was resolved.
* IPv6: (none)
* IPv4: 10.244.0.2
*   Trying 10.244.0.2:80...
* Established connection to web (10.244.0.2 port 80) from 10.244.0.3 port ${/from 10.244.0.3 port (\d+)/.exec(stderr)?.[1]} 
* using HTTP/1.x
> GET / HTTP/1.1
> Host: web
> User-Agent: curl/8.16.0
> Accept: */*
> 
* Request completely sent off
< HTTP/1.1 200 OK
< Content-Type: text/plain
< Date: ${date}
< Content-Length: 6
< 
* Connection #0 to host web:80 left intact
`);
  expect(stderr).toContain('> Accept: */*\r\n> \r\n');
});

test('shows with -v why it could not connect', async () => {
  const { curl } = createPlaces();
  expect((await curl('-v http://10.244.0.2:81/')).stderr).toBe(`*   Trying 10.244.0.2:81...
* connect to 10.244.0.2 port 81 from 10.244.0.3 port 41236 failed: Connection refused
* Failed to connect to 10.244.0.2 port 81 after 0 ms: Could not connect to server
* closing connection #0
curl: (7) Failed to connect to 10.244.0.2 port 81 after 0 ms: Could not connect to server
`);
});

test('sends what it is told', async () => {
  const { curl, files } = createPlaces();
  files.write('/body.json', '{"a":\n1}');
  const sent = async (line: string, terms?: Terms) => {
    await curl(line, terms);
    return seen.at(-1);
  };
  const agent = 'user-agent: curl/8.16.0\naccept: */*';
  expect(await sent('http://web:80/a?b=c#d')).toBe(`GET /a?b=c\nweb\n${agent}\n`);
  expect(await sent("-H 'X-A: 1' -H 'Accept:' -H 'X-E;' http://web")).toBe(
    'GET /\nweb\nuser-agent: curl/8.16.0\nX-A: 1\nX-E: \n'
      .replaceAll('X-', 'x-')
      .replace('x-A', 'x-a')
      .replace('x-E', 'x-e'),
  );
  expect(await sent('-d a=1 -d b=2 http://web')).toBe(
    `POST /\nweb\n${agent}\ncontent-length: 7\ncontent-type: application/x-www-form-urlencoded\na=1&b=2`,
  );
  expect(await sent('-d @body.json http://web')).toContain('{"a":1}');
  expect(await sent('--data-binary @body.json http://web')).toContain('{"a":\n1}');
  expect(await sent('-d @- http://web', { stdin: 'in' })).toMatch(/in$/);
  expect(await sent('--json {} http://web')).toBe(
    'POST /\nweb\nuser-agent: curl/8.16.0\ncontent-type: application/json\naccept: application/json\ncontent-length: 2\n{}',
  );
  expect(await sent("-G --data-urlencode 'q=a b&c' http://web/x")).toBe(
    `GET /x?q=a%20b%26c\nweb\n${agent}\n`,
  );
  expect(await sent('-u jo:secret http://web')).toContain('authorization: Basic am86c2VjcmV0');
  expect(await sent('-X DELETE http://web')).toMatch(/^DELETE \//);
  expect(await sent('-I http://web')).toMatch(/^HEAD \//);
  expect(await sent('-T body.json http://web')).toBe(
    `PUT /\nweb\n${agent}\ncontent-length: 8\n{"a":\n1}`,
  );
  expect(await sent('-A me -e http://from -b a=1 http://web')).toBe(
    'GET /\nweb\nuser-agent: me\naccept: */*\nreferer: http://from\ncookie: a=1\n',
  );
  expect(await sent("-H 'Host: shop.example' http://web")).toBe(`GET /\nshop.example\n${agent}\n`);
  expect(await sent('--resolve shop.example:80:10.244.0.2 http://shop.example/')).toBe(
    `GET /\nshop.example\n${agent}\n`,
  );
  expect(await sent('--connect-to shop.example:80:web:80 http://shop.example/')).toBe(
    `GET /\nshop.example\n${agent}\n`,
  );
  expect(await sent('-sSLfd x http://web')).toMatch(/x$/);
});

test('shows headers with -i and -I', async () => {
  const { curl } = createPlaces();
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: ${date}\r\nContent-Length: 6\r\n\r\n`;
  expect((await curl('-i http://web')).stdout).toBe(`${head}hello\n`);
  expect((await curl('-I http://web')).stdout).toBe(head);
});

test('follows redirections with -L, on the same connection', async () => {
  const { curl } = createPlaces();
  expect((await curl('http://web/go')).stdout).toBe('');
  expect((await curl('-L http://web/go')).stdout).toBe('hello\n');
  expect((await curl('-L -d x http://web/go')).stdout).toBe('hello\n');
  expect(seen.at(-1)).toMatch(/^GET \/done/);
  const { stderr } = await curl('-vL http://web/go');
  expect(stderr).toContain(
    "* Issue another request to this URL: 'http://web/done'\n* Reusing existing http: connection with host web\n",
  );
  expect(
    (
      await curl(
        "-sL -o /dev/null -w '%{http_code} %{num_redirects} %{url_effective}' http://web/go",
      )
    ).stdout,
  ).toBe('200 1 http://web/done');
  expect((await curl("-s -o /dev/null -w '%{redirect_url}' http://web/go")).stdout).toBe(
    'http://web/done',
  );
});

test('writes out what it learnt', async () => {
  const { curl } = createPlaces();
  expect((await curl("-s -o /dev/null -w '%{http_code}\\n' http://web/404")).stdout).toBe('404\n');
  expect((await curl("-s -w '%{http_code}\\n' http://nobody")).stdout).toBe('000\n');
  expect(
    (
      await curl(
        "-s -o /dev/null -w '%{size_download} %{content_type} %header{date} %% %{nope}' http://web",
      )
    ).stdout,
  ).toBe(`6 text/plain ${date} % `);
  const times = await curl(
    "-s -o /dev/null -w '%{time_total} %{time_starttransfer}' http://web/slow",
  );
  expect(times.stdout).toMatch(/^5\.00\d{4} 5\.00\d{4}$/);
});

test('writes to files', async () => {
  const { curl, files } = createPlaces();
  await curl('-s -o out.txt http://web');
  expect(files.readText('/out.txt')).toBe('hello\n');
  await curl('-sO http://web/page.html?x=1');
  expect(files.readText('/page.html')).toBe('hello\n');
  const bad = await curl('-o /nope/x http://web');
  expect(bad.code).toBe(23);
  expect(bad.stderr).toContain(
    'Warning: Failed to open the file /nope/x: No such file or directory\n',
  );
  await curl("-s -o 'page-#1.txt' 'http://web/{a,b}'");
  expect(files.list('/')).toEqual(expect.arrayContaining(['page-a.txt', 'page-b.txt']));
});

test('a meter shows where the body does not go to the terminal', async () => {
  const { curl } = createPlaces();
  const { stderr } = await curl('http://web', { isTerminal: false });
  expect(stderr).toMatch(
    /^ {2}% Total {4}% Received % Xferd {2}Average Speed {3}Time {4}Time {5}Time {2}Current\n {33}Dload {2}Upload {3}Total {3}Spent {4}Left {2}Speed\n\r {2}0 {5}0 {4}0 {5}0 {4}0 {5}0 {6}0 {6}0 --:--:-- --:--:-- --:--:-- {5}0\r100 {5}6 {2}100 {5}6 {4}0 {5}0 {3}\d{4} {6}0 --:--:-- --:--:-- --:--:-- {2}\d{4}\n$/,
  );
});

test('keeps cookies between runs, in a file', async () => {
  const { curl, files } = createPlaces();
  await curl('-s -c jar http://web/set');
  expect(files.readText('/jar')).toBe(
    '# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n# This file was generated by libcurl! Edit at your own risk.\n\n#HttpOnly_web\tFALSE\t/\tFALSE\t0\ta\t1\n',
  );
  await curl('-s -b jar http://web/');
  expect(seen.at(-1)).toContain('cookie: a=1');
});

test('several URLs and globs share a connection', async () => {
  const { curl } = createPlaces();
  const { stdout } = await curl("-s -w '%{local_port}\\n' -o /dev/null 'http://web/[1-3]'", {});
  expect(new Set(stdout.trim().split('\n')).size).toBe(2 - 1);
  expect((await curl('-s http://web/a http://web/b')).stdout).toBe('hello\nhello\n');
  expect(await curl('-s http://nobody http://web/b')).toMatchObject({ stdout: 'hello\n', code: 0 });
});

test('tries again with --retry', async () => {
  const { curl } = createPlaces();
  const { stderr, stdout } = await curl('--retry 2 http://web/503');
  expect(stdout).toBe('busy\nbusy\nbusy\n');
  expect(stderr).toBe(
    'Warning: Problem: HTTP error. Will retry in 1 second. 2 retries left.\nWarning: Problem: HTTP error. Will retry in 2 seconds. 1 retry left.\n',
  );
  expect((await curl('--retry 1 --retry-connrefused --retry-delay 3 http://web:81')).stderr).toBe(
    'curl: (7) Failed to connect to web port 81 after 1 ms: Could not connect to server\nWarning: Problem: connection refused. Will retry in 3 seconds. 1 retry left.\ncurl: (7) Failed to connect to web port 81 after 1 ms: Could not connect to server\n',
  );
});

test('knows the pages of the outside that the lab gives', async () => {
  const { curl } = createPlaces();
  expect(
    (await curl('--proto =https --tlsv1.2 -sSfL https://run.linkerd.io/install-edge')).stdout,
  ).toBe('#!/bin/sh\n');
});

test('says its version and its help', async () => {
  const { curl } = createPlaces();
  expect((await curl('--version')).stdout).toMatch(/^curl 8\.16\.0 /);
  expect((await curl('--help')).stdout).toMatch(/^Usage: curl \[options\.\.\.\] <url>\n/);
});

test('stops when it is interrupted', async () => {
  const { curl } = createPlaces();
  const abort = new AbortController();
  const time = {
    ...createInstantTime(),
    sleep: () => {
      abort.abort('SIGINT');
      return Promise.reject(new Interrupted('SIGINT'));
    },
  };
  expect(await curl('http://web/slow', { signal: abort.signal, time })).toEqual({
    stdout: '',
    stderr: '',
    code: 130,
  });
});
