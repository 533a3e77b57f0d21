import type { Failure, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Hop } from '#cluster/network/path.ts';
import type { Stack } from '#cluster/network/stack.ts';
import type { Call, ExchangeAsked } from '#schemas/predicate.ts';
import type { Finding, World } from './world.ts';

/** What a caller gets, and how its message travelled. Leaves traces: to be undone. */
export function lookAtExchange(world: World, asked: ExchangeAsked): Finding {
  const caller = callerOf(world, asked.from);
  if (typeof caller === 'string') return { holds: false, words: [caller] };
  const calls = Array.from({ length: asked.times ?? 1 }, () => call(world, caller, asked));
  const wrong = calls.map((seen) => complaints(seen, asked.gives)).find(({ length }) => length > 0);
  const outcomes = new Set(calls.map(({ outcome }) => outcomeInWords(outcome)));
  return {
    holds: !wrong,
    words: [`${callInWords(asked)} : ${(wrong ?? [...outcomes]).join(' ; ')}`],
  };
}

/** The fate of a call, in a few words: `code 200, chiffré`. Leaves traces: to be undone. */
export function fateOf(world: World, asked: Call): string {
  const caller = callerOf(world, asked.from);
  if (typeof caller === 'string') return 'impossible';
  const { outcome, hop } = call(world, caller, asked);
  const fate = outcomeInWords(outcome);
  return outcome.type === 'response' ? `${fate}, ${hop?.tls ? 'chiffré' : 'en clair'}` : fate;
}

interface Seen {
  outcome: Outcome;
  /** How the caller's own message went over the wire. */
  hop: Hop | undefined;
}

function callerOf({ api, network }: World, from: Call['from']): Stack | string {
  if (from === 'laptop') return network.machine;
  const { namespace, labels } = from;
  const pods = api.list('pods', { namespace, labels });
  const ready = pods.find(({ status }) =>
    status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  );
  const stack = network.pod(ready?.status?.podIP ?? '');
  return stack ?? `aucun pod prêt (${labels}) dans le namespace ${namespace}, d’où appeler`;
}

const patienceMs = 10_000;

function call(world: World, caller: Stack, asked: Call): Seen {
  const { hostname, host, port, pathname, search } = new URL(asked.to);
  const ip = addressOf(world, caller, asked, hostname);
  if (ip === undefined) {
    const failure: Failure = { reason: 'unresolved', host: hostname };
    return { outcome: { type: 'failure', failure, elapsed: 0 }, hop: undefined };
  }
  const request: HttpRequest = {
    method: asked.method ?? 'GET',
    authority: host,
    path: `${pathname}${search}`,
    headers: [
      ['user-agent', 'curl/8.16.0'],
      ['accept', '*/*'],
      ...Object.entries(asked.headers ?? {}),
    ],
    body: '',
    protocol: 'HTTP/1.1',
  };
  let hop: Hop | undefined;
  const stop = world.network.watch((one) => {
    if (one.from.ip === caller.ip) hop = one;
  });
  const to = { ip, port: Number(port) || 80 };
  const outcome = caller.exchange(request, to, { timeoutMs: patienceMs });
  stop();
  return { outcome, hop };
}

function addressOf(
  { api }: World,
  caller: Stack,
  { through }: Call,
  host: string,
): string | undefined {
  if (!through) return caller.resolve(host)[0];
  const service = api.find('services', through);
  return service?.status?.loadBalancer?.ingress?.[0]?.ip;
}

function complaints({ outcome, hop }: Seen, gives: ExchangeAsked['gives']): string[] {
  const { status, failure, body, encrypted, clientIdentity, serverIdentity } = gives;
  const isAnswer = outcome.type === 'response';
  const server = isAnswer ? hop?.outcome.type === 'response' && hop.outcome.tls : undefined;
  const demands: readonly (readonly [isMet: boolean, words: string])[] = [
    [
      status === undefined || (isAnswer && outcome.response.status === status),
      `${outcomeInWords(outcome)}, et non le code ${status}`,
    ],
    [
      failure === undefined ||
        (!isAnswer && (failure === 'any' || outcome.failure.reason === failure)),
      `${outcomeInWords(outcome)}, alors que l’appel doit échouer`,
    ],
    [
      body === undefined || (isAnswer && outcome.response.body.includes(body)),
      `la réponse ne contient pas « ${body} »`,
    ],
    [
      encrypted === undefined || encrypted === (hop?.tls !== undefined),
      encrypted ? 'l’appel circule en clair' : 'l’appel est chiffré',
    ],
    [
      clientIdentity === undefined || hop?.tls?.identity === clientIdentity,
      `l’appelant ne se présente pas comme ${clientIdentity}`,
    ],
    [
      serverIdentity === undefined || (server && server.peerIdentity) === serverIdentity,
      `l’appelé n’est pas reconnu comme ${serverIdentity}`,
    ],
  ];
  return demands.filter(([isMet]) => !isMet).map(([, words]) => words);
}

function callInWords({ from, to, method = 'GET' }: Call): string {
  const caller = from === 'laptop' ? 'votre machine' : `${from.labels} (${from.namespace})`;
  return `${method} ${to} depuis ${caller}`;
}

const failures: Record<Failure['reason'], string> = {
  refused: 'connexion refusée',
  timeout: 'pas de réponse',
  'no-route': 'aucune route',
  reset: 'connexion réinitialisée',
  closed: 'connexion fermée',
  'not-http': 'réponse qui n’est pas du HTTP',
  unresolved: 'nom introuvable',
  tls: 'échec TLS',
};

/** What became of a call: `code 200`, `connexion refusée`. */
export function outcomeInWords(outcome: Outcome): string {
  return outcome.type === 'response'
    ? `code ${outcome.response.status}`
    : failures[outcome.failure.reason];
}
