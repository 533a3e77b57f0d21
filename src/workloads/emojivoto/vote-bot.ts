import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { Outcome } from '#cluster/network/http.ts';
import { get, goError, type Call } from '#workloads/calling.ts';
import { fail, goTerminate } from '#workloads/serving.ts';
import type { Emoji } from './emojis.ts';
import { goLog } from './services.ts';

/**
 * emojivoto-web/cmd/vote-bot: a list and a vote each second, for the doughnut 15 % of the time.
 * A round starts a second after the last one has ended.
 */
export function startVoteBot(container: Container): MainProcess {
  const host = container.env.get('WEB_HOST') ?? '';
  if (host === '')
    return fail(container, 1, [
      goLog(container.clock.now(), 'WEB_HOST environment variable must me set'),
    ]);
  let isOver = false;
  const round = (): void => {
    if (isOver) return;
    const took = vote(container, `http://${host}`);
    container.clock.after(Math.ceil(1000 + took), round);
  };
  container.clock.after(1000, round);
  const kill = (): void => {
    isOver = true;
  };
  return {
    kill,
    terminate: () => {
      kill();
      container.exit(goTerminate.code);
    },
    save: () => {
      const saved = isOver;
      return () => {
        isOver = saved;
      };
    },
  };
}

const headers = [
  ['user-agent', 'Go-http-client/1.1'],
  ['accept-encoding', 'gzip'],
] as const;

/** Milliseconds that the round took. */
function vote(container: Container, web: string): number {
  const here = { ip: container.network.ip, port: 0 };
  const call: Call = {
    container,
    connection: { source: here, destination: here, time: container.clock.now() },
    spent: 0,
  };
  const listUrl = `${web}/api/list`;
  const list = get(call, listUrl, headers);
  call.spent += list.elapsed;
  const emojis = list.type === 'response' ? parse(list.response.body) : undefined;
  if (!emojis) {
    container.log(problem(container, list, listUrl), 'stderr');
    return call.spent;
  }
  const isDoughnut = container.random.next() < 0.15;
  const choice = isDoughnut
    ? ':doughnut:'
    : (emojis[container.random.below(emojis.length)]?.shortcode ?? '');
  container.log(`✔ Voting for ${choice}`);
  const voteUrl = `${web}/api/vote?choice=${choice}`;
  const voted = get(call, voteUrl, headers);
  if (voted.type === 'failure') container.log(problem(container, voted, voteUrl), 'stderr');
  return call.spent + voted.elapsed;
}

function parse(body: string): readonly Emoji[] | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return Array.isArray(value) && value.length > 0 ? (value as Emoji[]) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function problem(container: Container, outcome: Outcome, url: string): string {
  if (outcome.type === 'response') {
    const first = outcome.response.body.trimStart().charAt(0);
    return first === ''
      ? 'unexpected end of JSON input'
      : first === '{'
        ? 'json: cannot unmarshal object into Go value of type []*main.emoji'
        : `invalid character '${first}' looking for beginning of value`;
  }
  return `Get "${url}": ${goError(container, outcome.failure, url)}`;
}
