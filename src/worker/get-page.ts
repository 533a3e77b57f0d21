import { outcomeInWords } from '#checks/exchange.ts';
import type { World } from '#checks/world.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { PageAnswer } from '#schemas/messages.ts';

/**
 * What a browser on the learner's machine is answered there, by a program that forwards a port into the cluster. The whole way is
 * gone, and undone: a page that looks again and again changes nothing of what the log says.
 */
export function getPage(world: Reached, text: string): PageAnswer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' || !own.has(url.hostname))
    return { type: 'failure', reason: 'cette adresse n’est pas de votre poste' };
  const restore = world.save();
  const outcome = exchange(world, url);
  restore();
  if (outcome.type === 'failure') return { type: 'failure', reason: outcomeInWords(outcome) };
  const { status, body } = outcome.response;
  return { type: 'page', status, body };
}

type Reached = Pick<World, 'api' | 'network' | 'save'>;

const own = new Set(['localhost', '127.0.0.1', '0.0.0.0']);
const patienceMs = 30_000;

function exchange({ api, network }: Reached, url: URL): Outcome {
  const forwarding = network.machine.forwarding(Number(url.port) || 80);
  if (!forwarding) return failure('refused');
  const pod = api.find('pods', { namespace: forwarding.namespace, name: forwarding.pod });
  const stack = network.pod(pod?.status?.podIP ?? '');
  const to = { ip: '127.0.0.1', port: forwarding.port };
  return stack?.exchange(requestFor(url), to, { timeoutMs: patienceMs }) ?? failure('closed');
}

function requestFor({ host, pathname, search }: URL): HttpRequest {
  return {
    method: 'GET',
    authority: host,
    path: `${pathname}${search}`,
    headers: [['accept', '*/*']],
    body: '',
    protocol: 'HTTP/1.1',
  };
}

function failure(reason: 'refused' | 'closed'): Outcome {
  return { type: 'failure', failure: { reason }, elapsed: 0 };
}
