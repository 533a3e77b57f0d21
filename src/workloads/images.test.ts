import { expect, test } from 'vitest';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { images } from './images.ts';
import { pi } from './perl.ts';
import { createStandalone, findImage, fullName, type StandalonePod } from './standalone.ts';

function ask(
  from: StandalonePod,
  url: string,
  more: Partial<HttpRequest> = {},
): Outcome & { body: string; status: number } {
  const [, host = '', port = '80', path = '/'] = /^([^:/]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [];
  const authority = port === '80' ? host : `${host}:${port}`;
  const headers = [
    ['user-agent', 'curl/8.16.0'],
    ['accept', '*/*'],
  ] as const;
  const [ip = host] = from.container.network.resolve(host);
  const request: HttpRequest = {
    method: 'GET',
    authority,
    path,
    headers,
    body: '',
    protocol: 'HTTP/1.1',
    ...more,
  };
  const outcome = from.container.network.exchange(request, { ip, port: Number(port) });
  const { body, status } =
    outcome.type === 'response' ? outcome.response : { body: outcome.failure.reason, status: 0 };
  return { ...outcome, body, status };
}

function headersOf(outcome: Outcome): readonly string[] {
  return outcome.type === 'response' ? outcome.response.headers.map((pair) => pair.join(': ')) : [];
}

test('image names are found as manifests write them', () => {
  expect(fullName('nginx:1.29')).toBe('docker.io/library/nginx');
  expect(fullName('mccutchen/go-httpbin:v2.15.0')).toBe('docker.io/mccutchen/go-httpbin');
  expect(fullName('localhost:5000/web')).toBe('localhost:5000/web');
  expect(fullName('registry.k8s.io/pause@sha256:0123')).toBe('registry.k8s.io/pause');
  expect(findImage('nope')).toBeUndefined();
  expect(new Set(images.map(({ name }) => name)).size).toBe(images.length);
});

test.for(images)('$name holds what its registry lists', ({ name, size, content }) => {
  expect(content.value).toMatchObject({ name, size });
});

test('nginx serves its page, its errors, and logs both', () => {
  const { clock, start } = createStandalone();
  const client = start('busybox');
  const web = start('nginx:1.27', { name: 'web' });
  const welcome = ask(client, 'web/');
  expect(welcome.body.length).toBe(615);
  expect(headersOf(welcome)).toEqual([
    'Server: nginx/1.27.5',
    'Date: Mon, 05 Jan 2026 09:00:00 GMT',
    'Content-Type: text/html',
    'Content-Length: 615',
    'Last-Modified: Mon, 05 Jan 2026 09:00:00 GMT',
    'Connection: keep-alive',
    'ETag: "695b7d90-267"',
    'Accept-Ranges: bytes',
  ]);
  const missing = ask(client, 'web/nope');
  expect([missing.status, missing.body.length]).toEqual([404, 153]);
  web.container.files.write('/usr/share/nginx/html/index.html', 'bonjour\n');
  expect(ask(client, 'web/').body).toBe('bonjour\n');
  clock.advance(10);
  expect(web.log.slice(-4)).toEqual([
    '10.244.0.2 - - [05/Jan/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 615 "-" "curl/8.16.0" "-"',
    '2026/01/05 09:00:00 [error] 29#29: *2 open() "/usr/share/nginx/html/nope" failed (2: No such file or directory), client: 10.244.0.2, server: localhost, request: "GET /nope HTTP/1.1", host: "web"',
    '10.244.0.2 - - [05/Jan/2026:09:00:00 +0000] "GET /nope HTTP/1.1" 404 153 "-" "curl/8.16.0" "-"',
    '10.244.0.2 - - [05/Jan/2026:09:00:00 +0000] "GET / HTTP/1.1" 200 8 "-" "curl/8.16.0" "-"',
  ]);
  web.main?.terminate?.();
  clock.advance(100);
  expect(web.exits).toEqual([0]);
});

test('a configuration of nginx that is not simulated says so', () => {
  const { clock, start } = createStandalone();
  const web = start('nginx', { argv: ['true'] });
  web.container.files.write(
    '/etc/nginx/conf.d/default.conf',
    'server { listen 8080; location / { proxy_pass http://x; } }',
  );
  const image = findImage('nginx');
  image?.start?.(['nginx'], web.container);
  clock.advance(100);
  expect(web.log.at(-1)).toContain('proxy_pass');
  expect(web.exits).toEqual([1]);
});

test('go-httpbin shows a request to the key', () => {
  const { clock, start } = createStandalone();
  const client = start('curlimages/curl:8.16.0');
  const httpbin = start('mccutchen/go-httpbin:v2.15.0', { name: 'httpbin' });
  expect(JSON.parse(ask(client, 'httpbin:8080/get?b=2&a=1').body)).toEqual({
    args: { a: ['1'], b: ['2'] },
    headers: { Accept: ['*/*'], Host: ['httpbin:8080'], 'User-Agent': ['curl/8.16.0'] },
    method: 'GET',
    origin: '10.244.0.2',
    url: 'http://httpbin:8080/get?b=2&a=1',
  });
  const posted = ask(client, 'httpbin:8080/post', {
    method: 'POST',
    headers: [['content-type', 'application/json']],
    body: '{"x":1}',
  });
  expect(Object.keys(JSON.parse(posted.body) as object)).toEqual([
    'args',
    'headers',
    'method',
    'origin',
    'url',
    'data',
    'files',
    'form',
    'json',
  ]);
  expect(ask(client, 'httpbin:8080/status/418')).toMatchObject({
    status: 418,
    body: "I'm a teapot!",
  });
  expect(ask(client, 'httpbin:8080/post').status).toBe(405);
  expect(ask(client, 'httpbin:8080/nope').status).toBe(404);
  expect(ask(client, 'httpbin:8080/status/999').body).toContain(
    'invalid status code: 999 not in range [100, 599]',
  );
  expect(ask(client, 'httpbin:8080/delay/2').elapsed).toBeGreaterThan(2000);
  clock.advance(3000);
  expect(httpbin.log[0]).toBe(
    'time=2026-01-05T09:00:00.000Z level=INFO msg="go-httpbin listening on http://0.0.0.0:8080"',
  );
  expect(httpbin.log[1]).toMatch(
    /^time=\S+ level=INFO msg="200 GET \/get\?b=2&a=1 0\.\dms" status=200 method=GET uri="\/get\?b=2&a=1" size_bytes=\d+ duration_ms=[\d.]+ user_agent=curl\/8\.16\.0 client_ip=10\.244\.0\.2$/,
  );
});

function startBookinfo(version = 'v1') {
  const standalone = createStandalone();
  const { start } = standalone;
  const hub = 'registry.istio.io/release/examples-bookinfo';
  const pods = {
    client: start('curlimages/curl'),
    details: start(`${hub}-details-v1:1.20.3`, { name: 'details' }),
    ratings: start(`${hub}-ratings-v1:1.20.3`, { name: 'ratings' }),
    reviews: start(`${hub}-reviews-${version}:1.20.3`, {
      name: 'reviews',
      env: { HOSTNAME: 'reviews-v1-5fd6d4f8f8-lmpl5' },
    }),
    productpage: start(`${hub}-productpage-v1:1.20.3`, { name: 'productpage' }),
  };
  return { ...standalone, ...pods };
}

test('Bookinfo shows its page, of the length that a real one had', async () => {
  const { client } = startBookinfo();
  const page = ask(client, 'productpage:9080/productpage');
  expect(page.status).toBe(200);
  // A real transcript: content-length: 4294, with reviews v1 in a pod whose name is as long.
  expect(page.body.length).toBe(4294);
  expect(headersOf(page)).toContain('Content-Length: 4294');
  await expect(page.body).toMatchFileSnapshot('./testdata/productpage-v1.golden');
});

test('the stars of reviews are black, red or absent', () => {
  for (const [version, color] of [
    ['v1', undefined],
    ['v2', 'black'],
    ['v3', 'red'],
  ] as const) {
    const { client } = startBookinfo(version);
    const { body } = ask(client, 'productpage:9080/productpage');
    expect(/<font color="(\w+)">/.exec(body)?.[1]).toBe(color);
    expect(body.match(/glyphicon-star"/g)?.length).toBe(color && 9);
    const reviews = JSON.parse(ask(client, 'reviews:9080/reviews/0').body) as {
      podname: string;
      clustername: string;
    };
    expect([reviews.podname, reviews.clustername]).toEqual(['reviews-v1-5fd6d4f8f8-lmpl5', 'null']);
  }
});

test('Bookinfo says what it cannot fetch', () => {
  const { client, details, ratings, reviews } = startBookinfo('v2');
  ratings.main?.kill();
  expect(ask(client, 'productpage:9080/productpage').body).toContain(
    'Ratings service is currently unavailable',
  );
  details.main?.kill();
  reviews.main?.kill();
  const page = ask(client, 'productpage:9080/productpage');
  expect(page.status).toBe(200);
  for (const text of [
    'Error fetching product details!',
    'Sorry, product details are currently unavailable for this book.',
    'Error fetching product reviews!',
    'Sorry, product reviews are currently unavailable for this book.',
  ]) {
    expect(page.body).toContain(text);
  }
  expect(ask(client, 'productpage:9080/api/v1/products/0/reviews').status).toBe(500);
});

test('productpage gives reviews three seconds, twice', () => {
  const { client, reviews } = startBookinfo('v2');
  reviews.container.network.intercept({
    inbound: (request, { destination }, next) => {
      const outcome = next(request, destination);
      return { ...outcome, elapsed: outcome.elapsed + 7000 };
    },
  });
  const page = ask(client, 'productpage:9080/productpage');
  expect(page.elapsed).toBeGreaterThan(6000);
  expect(page.elapsed).toBeLessThan(6100);
  expect(page.body).toContain('Error fetching product reviews!');
});

test('who logs in to Bookinfo is named to the other services', () => {
  const { client, reviews } = startBookinfo('v1');
  const login = ask(client, 'productpage:9080/login', {
    method: 'POST',
    headers: [
      ['referer', 'http://productpage:9080/productpage'],
      ['content-type', 'application/x-www-form-urlencoded'],
    ],
    body: 'username=jason&passwd=',
  });
  expect(login.status).toBe(302);
  const cookie =
    headersOf(login)
      .find((line) => line.startsWith('Set-Cookie'))
      ?.slice(12)
      .split(';')[0] ?? '';
  expect(cookie).toMatch(/^session=eyJ1c2VyIjoiamFzb24ifQ\./);
  const seen: string[] = [];
  reviews.container.network.intercept({
    inbound: (request, { destination }, next) => {
      seen.push(
        ...request.headers
          .filter(([name]) => name === 'end-user' || name === 'x-request-id')
          .map((pair) => pair.join('=')),
      );
      return next(request, destination);
    },
  });
  const page = ask(client, 'productpage:9080/productpage', {
    headers: [
      ['cookie', cookie],
      ['x-request-id', '42'],
    ],
  });
  expect(page.body).toContain('jason ( <a href="logout">sign out</a> )');
  expect(seen).toEqual(['end-user=jason', 'x-request-id=42']);
  expect(
    ask(client, 'productpage:9080/productpage', { headers: [['cookie', `${cookie}x`]] }).body,
  ).not.toContain('jason');
});

test('emojivoto votes, counts, and fails for the doughnut', () => {
  const { clock, start } = createStandalone();
  const client = start('curlimages/curl');
  const hub = 'docker.l5d.io/buoyantio/emojivoto';
  start(`${hub}-emoji-svc:v11`, { name: 'emoji-svc' });
  const voting = start(`${hub}-voting-svc:v11`, { name: 'voting-svc' });
  const env = {
    WEB_PORT: '8080',
    EMOJISVC_HOST: 'emoji-svc:8080',
    VOTINGSVC_HOST: 'voting-svc:8080',
    INDEX_BUNDLE: 'dist/index_bundle.js',
  };
  const web = start(`${hub}-web:v11`, { name: 'web-svc', env });
  const list = JSON.parse(ask(client, 'web-svc:8080/api/list').body) as object[];
  expect(list.length).toBe(99);
  expect(list[0]).toEqual({ shortcode: ':joy:', unicode: '😂' });
  expect(ask(client, 'web-svc:8080/api/vote?choice=:joy:')).toMatchObject({
    status: 200,
    body: '',
  });
  expect(ask(client, 'web-svc:8080/api/vote')).toMatchObject({
    status: 400,
    body: '{"error":"Emoji choice [] is mandatory"}\n',
  });
  expect(ask(client, 'web-svc:8080/api/vote?choice=x')).toMatchObject({
    status: 400,
    body: '{"error":"Choosen emoji shortcode [x] doesnt exist"}\n',
  });
  expect(ask(client, 'web-svc:8080/api/vote?choice=:doughnut:')).toMatchObject({
    status: 500,
    body: '{"error":"rpc error: code = Unknown desc = ERROR"}\n',
  });
  expect(ask(client, 'web-svc:8080/api/leaderboard').body).toBe(
    '[{"shortcode":":joy:","unicode":"😂","votes":"1"}]\n',
  );
  expect(ask(client, 'voting-svc:8801/metrics').body).toContain('grpc_method="VoteDoughnut"');
  const bot = start(`${hub}-web:v11`, {
    name: 'bot',
    argv: ['emojivoto-vote-bot'],
    env: { WEB_HOST: 'web-svc:8080' },
  });
  clock.advance(200_000);
  const votes = bot.log.filter((line) => line.startsWith('✔ Voting for '));
  expect(votes.length).toBeGreaterThan(190);
  const share = votes.filter((line) => line.includes('doughnut')).length / votes.length;
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.23);
  voting.main?.kill();
  expect(ask(client, 'web-svc:8080/api/vote?choice=:joy:').body).toBe(
    '{"error":"rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial tcp 10.244.0.4:8080: connect: connection refused\\""}\n',
  );
  clock.advance(1);
  expect(web.log.at(-1)).toContain(
    'Error serving request [&{GET /api/vote?choice=:joy: HTTP/1.1 1 1 map[',
  );
});

test('redis keeps keys, whoever speaks to it', () => {
  const { start } = createStandalone();
  const client = start('busybox');
  start('redis:8', { name: 'redis' });
  const say = (body: string) =>
    ask(client, 'redis:6379', { method: '', protocol: 'TCP', body }).body;
  expect(say('PING\r\n')).toBe('+PONG\r\n');
  expect(say('*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n')).toBe('+OK\r\n');
  expect(say('INCR a\r\nGET a\r\n')).toBe(':2\r\n$1\r\n2\r\n');
  expect(say('NOPE x\r\n')).toBe("-ERR unknown command 'NOPE', with args beginning with: 'x' \r\n");
});

test('small servers answer', () => {
  const { start } = createStandalone();
  const client = start('busybox');
  start('hashicorp/http-echo', {
    name: 'echo',
    argv: ['/http-echo', '-text=hello', '-listen=:8080'],
  });
  start('traefik/whoami', { name: 'whoami' });
  start('registry.k8s.io/e2e-test-images/agnhost:2.53', {
    name: 'agnhost',
    argv: ['/agnhost', 'netexec', '--http-port=8080'],
  });
  expect(ask(client, 'echo:8080/').body).toBe('hello\n');
  expect(ask(client, 'whoami/').body).toMatch(
    /^Hostname: whoami\nIP: 127\.0\.0\.1\nIP: ::1\nIP: 10\.244\.0\.4\nRemoteAddr: 10\.244\.0\.2:\d+\nGET \/ HTTP\/1\.1\nHost: whoami\nAccept: \*\/\*\nUser-Agent: curl\/8\.16\.0\n\n$/,
  );
  expect(ask(client, 'agnhost:8080/hostname').body).toBe('agnhost');
});

test('a database without its password ends, and says why', () => {
  const { clock, start } = createStandalone();
  const bare = start('postgres:17');
  const ready = start('postgres:17', { env: { POSTGRES_PASSWORD: 'x' } });
  clock.advance(100);
  expect([bare.exits, ready.exits]).toEqual([[1], []]);
  expect(bare.log[0]).toBe(
    'Error: Database is uninitialized and superuser password is not specified.',
  );
});

test('a second server on a port ends at once', () => {
  const { clock, start } = createStandalone();
  const web = start('nginx');
  findImage('nginx')?.start?.(['nginx'], web.container);
  clock.advance(1);
  expect(web.exits).toEqual([1]);
});

test('sleep and its like are events, not programs', () => {
  const { clock, start } = createStandalone();
  const run = (...argv: string[]) => start('busybox', { argv });
  const [forever, brief, loop] = [
    run('sleep', 'infinity'),
    run('/bin/sleep', '1m'),
    run('sh', '-c', 'while true; do echo "hello, world"; date; sleep 5; done'),
  ];
  const ends = run('/bin/sh', '-c', 'echo Hello && sleep 2; exit 3');
  const entry = start('curlimages/curl', { argv: ['/entrypoint.sh', 'sleep', '3600'] });
  clock.advance(61_000);
  expect([forever.exits, brief.exits, entry.exits]).toEqual([[], [0], []]);
  expect(loop.log.slice(0, 4)).toEqual([
    'hello, world',
    'Mon Jan  5 09:00:00 UTC 2026',
    'hello, world',
    'Mon Jan  5 09:00:05 UTC 2026',
  ]);
  expect([ends.log, ends.exits]).toEqual([['Hello'], [3]]);
  for (const script of [
    'echo $HOME; sleep 1',
    'sleep 1 | cat',
    'wget web; sleep 1',
    'while true; do echo; done',
    'echo a > b; sleep 1',
  ]) {
    expect([script, run('sh', '-c', script).main]).toEqual([script, undefined]);
  }
  brief.main?.kill();
});

test('the perl of the documentation prints π', () => {
  const { clock, start } = createStandalone();
  const job = start('perl:5.34.0', { argv: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'] });
  clock.advance(10_000);
  expect(job.exits).toEqual([0]);
  expect(job.log[0]).toHaveLength(2001);
  expect(job.log[0]).toMatch(/^3\.14159265358979323846264338327950288419716939937510/);
  expect(pi(11)).toBe('3.1415926536');
});

test('the elder httpbin shows a request in its own way', () => {
  const { start } = createStandalone();
  const client = start('busybox');
  start('docker.io/kennethreitz/httpbin', { name: 'httpbin' });
  expect(ask(client, 'httpbin/get?a=1').body).toBe(`{
  "args": {
    "a": "1"
  }, 
  "headers": {
    "Accept": "*/*", 
    "Host": "httpbin", 
    "User-Agent": "curl/8.16.0"
  }, 
  "origin": "10.244.0.2", 
  "url": "http://httpbin/get?a=1"
}
`);
  expect(ask(client, 'httpbin/status/503').status).toBe(503);
  expect(ask(client, 'httpbin/delay/2').elapsed).toBeGreaterThan(2000);
  expect(ask(client, 'httpbin/post').status).toBe(405);
});
