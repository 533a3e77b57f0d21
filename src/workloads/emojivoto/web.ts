import type { Container, Image, MainProcess } from '#cluster/kubelet/image.ts';
import { respond } from '#cluster/network/headers.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Server } from '#cluster/network/stack.ts';
import type { Call } from '#workloads/calling.ts';
import { goResponse } from '#workloads/go-http.ts';
import { fail, goTerminate, logLater, serve, workMs } from '#workloads/serving.ts';
import { canonical, parseQuery, splitPath } from '#workloads/url.ts';
import { voteMethod, type Emoji } from './emojis.ts';
import { createGrpcClient, type GrpcClient, type Reply } from './grpc.ts';
import { goLog } from './services.ts';
import { startVoteBot } from './vote-bot.ts';

/** emojivoto-web: the page, its API, and the program that votes for ever. */
export const emojivotoWeb: Image = {
  name: 'docker.l5d.io/buoyantio/emojivoto-web',
  command: ['/usr/local/bin/emojivoto-web'],
  programs: [],
  size: 44,
  start: (argv, container) => {
    if (argv[0]?.endsWith('emojivoto-vote-bot') === true) return startVoteBot(container);
    return argv[0]?.endsWith('emojivoto-web') === true ? startWeb(container) : undefined;
  },
};

function startWeb(container: Container): MainProcess {
  const log = (text: string) => {
    container.log(goLog(container.clock.now(), text), 'stderr');
  };
  const [port = '', emojiHost = '', votingHost = '', bundle = ''] = [
    'WEB_PORT',
    'EMOJISVC_HOST',
    'VOTINGSVC_HOST',
    'INDEX_BUNDLE',
  ].map((name) => container.env.get(name) ?? '');
  if (port === '' || emojiHost === '' || votingHost === '') {
    const text = `WEB_PORT (currently [${port}]) EMOJISVC_HOST (currently [${emojiHost}]) and VOTINGSVC_HOST (currently [${votingHost}]) INDEX_BUNDLE (currently [${bundle}]) environment variables must me set.`;
    return fail(container, 1, [goLog(container.clock.now(), text)]);
  }
  const clients = {
    emoji: createGrpcClient(container, emojiHost),
    voting: createGrpcClient(container, votingHost),
  };
  for (const host of [votingHost, emojiHost]) log(`Connecting to [${host}]`);
  log(`Starting web server on WEB_PORT=[${port}]`);
  const server: Server = (request, connection) => {
    const call: Call = { container, connection, spent: workMs(container, 0.3, 0.7) };
    const outcome = answer(call, request, clients);
    return goResponse(
      { ...outcome, elapsed: Math.round(call.spent * 1000) / 1000 },
      connection.time + call.spent,
    );
  };
  return serve(container, [{ port: Number(port), server }], {
    onTerminate: goTerminate,
    save: () => {
      const restores = [clients.emoji.save(), clients.voting.save()];
      return () => {
        for (const restore of restores) restore();
      };
    },
  });
}

interface Clients {
  emoji: GrpcClient;
  voting: GrpcClient;
}

const jsonType = ['Content-Type', 'application/json; charset=UTF-8'] as const;

function answer(call: Call, request: HttpRequest, clients: Clients): Outcome {
  const { path, query } = splitPath(request.path);
  if (path === '/api/list') {
    const reply = ask(call, clients.emoji.call(call, '/emojivoto.v1.EmojiService/ListAll', {}));
    return 'error' in reply
      ? refuse(call, request, 500, reply.error)
      : json((reply.value as { list: readonly Emoji[] }).list);
  }
  if (path === '/api/vote')
    return vote(call, request, clients, parseQuery(query).get('choice')?.[0] ?? '');
  if (path === '/api/leaderboard') return leaderboard(call, request, clients);
  if (path === '/js') return respond(200, [['Content-Type', 'text/javascript']], '');
  return respond(200, [['Content-Type', 'text/html']], index);
}

function vote(call: Call, request: HttpRequest, clients: Clients, choice: string): Outcome {
  if (choice === '') return refuse(call, request, 400, 'Emoji choice [] is mandatory');
  const found = find(call, clients, choice);
  if ('error' in found) return refuse(call, request, 500, found.error);
  if (!found.value)
    return refuse(call, request, 400, `Choosen emoji shortcode [${choice}] doesnt exist`);
  const reply = ask(
    call,
    clients.voting.call(call, `/emojivoto.v1.VotingService/${voteMethod(choice)}`, {}),
  );
  return 'error' in reply ? refuse(call, request, 500, reply.error) : respond(200, [], '');
}

function leaderboard(call: Call, request: HttpRequest, clients: Clients): Outcome {
  const reply = ask(call, clients.voting.call(call, '/emojivoto.v1.VotingService/Results', {}));
  if ('error' in reply) return refuse(call, request, 500, reply.error);
  const { results } = reply.value as { results: readonly { Shortcode: string; Votes: number }[] };
  const rows: object[] = [];
  for (const { Shortcode, Votes } of results) {
    const found = find(call, clients, Shortcode);
    if ('error' in found) return refuse(call, request, 500, found.error);
    rows.push({ shortcode: Shortcode, unicode: found.value?.unicode ?? '', votes: String(Votes) });
  }
  return json(rows);
}

function find(
  call: Call,
  { emoji }: Clients,
  Shortcode: string,
): { value: Emoji | null } | { error: string } {
  const reply = ask(
    call,
    emoji.call(call, '/emojivoto.v1.EmojiService/FindByShortcode', { Shortcode }),
  );
  return 'error' in reply ? reply : { value: (reply.value as { Emoji: Emoji | null }).Emoji };
}

function ask(call: Call, reply: Reply): Reply {
  call.spent += reply.elapsed;
  return reply;
}

function json(value: unknown): Outcome {
  return respond(200, [jsonType], `${JSON.stringify(value)}\n`);
}

function refuse(call: Call, request: HttpRequest, status: number, error: string): Outcome {
  const end = call.connection.time + call.spent;
  const line = `Error serving request [${goRequest(call, request)}]: ${error}`;
  logLater(call.container, end, goLog(end, line), 'stderr');
  return respond(status, [jsonType], `${JSON.stringify({ error })}\n`);
}

/** A `*http.Request` as fmt's %v prints it; the last word is an address in memory. */
function goRequest({ container, connection }: Call, request: HttpRequest): string {
  const { source } = connection;
  const headers = request.headers
    .map(([name, value]) => `${canonical(name)}:[${value}]`)
    .toSorted()
    .join(' ');
  const form = [...parseQuery(splitPath(request.path).query)]
    .map(([name, values]) => `${name}:[${values.join(' ')}]`)
    .join(' ');
  const context = `0xc000${container.random.below(0x100000).toString(16).padStart(5, '0')}0`;
  return `&{${request.method} ${request.path} HTTP/1.1 1 1 map[${headers}] {} <nil> 0 [] false ${request.authority} map[${form}] map[] <nil> map[] ${source.ip}:${source.port} ${request.path} <nil> <nil> <nil> ${context}}`;
}

const index = `
	<!DOCTYPE html>
	<html>
		<head>
			<meta charset="UTF-8">
			<title>Emoji Vote</title>
			<link rel="icon" href="/img/favicon.ico">
		</head>
		<body>
			<div id="main" class="main"></div>
		</body>
		
			<script type="text/javascript" src="/js" async></script>
		
	</html>`;
