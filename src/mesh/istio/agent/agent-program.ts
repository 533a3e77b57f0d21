import type { Container } from '#cluster/kubelet/image.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import type { Stack } from '#cluster/network/stack.ts';
import type { Program } from '#process/program.ts';
import { interceptionOf } from '#mesh/interception.ts';

/** A pod's network for programs of user 1337: their connections are not redirected. */
export function proxyUserStack(stack: Stack): Stack {
  return {
    ...stack,
    exchange: (...given) => interceptionOf(stack).asProxy(() => stack.exchange(...given)),
  };
}

const usage = `Error: requires at least 2 arg(s), only received 0\n`;

/** `pilot-agent request METHOD PATH` and `pilot-agent wait`, as hooks and people run them (pilot/cmd/pilot-agent, 1.31). */
export function agentProgram(container: Container): Program {
  return async ({ argv, stdout, stderr, time, signal }) => {
    const [, command, ...rest] = argv;
    if (command === 'wait') {
      while (!isReady(container)) await time.sleep(500, signal);
      return 0;
    }
    if (command !== 'request') {
      await stderr.write(`maillage: pilot-agent ${command ?? ''} n’est pas simulé dans ce cours\n`);
      return 1;
    }
    const port = Number(
      rest.find((word) => word.startsWith('--debug-port='))?.slice('--debug-port='.length) ??
        15_000,
    );
    const [method, path, ...more] = rest.filter((word) => !word.startsWith('--'));
    if (method === undefined || path === undefined || more.length > 0) {
      await stderr.write(usage);
      return 1;
    }
    const asked = ask(container, { port, method, path });
    await (asked.isWell ? stdout : stderr).write(asked.text);
    return asked.isWell ? 0 : 1;
  };
}

function isReady(container: Container): boolean {
  return ask(container, { port: 15_021, method: 'GET', path: '/healthz/ready' }).isWell;
}

interface Asked {
  readonly port: number;
  readonly method: string;
  readonly path: string;
}

function ask({ network }: Container, { port, method, path }: Asked) {
  const request: HttpRequest = {
    method,
    authority: `localhost:${port}`,
    path: path.startsWith('/') ? path : `/${path}`,
    headers: [['user-agent', 'Go-http-client/1.1']],
    body: '',
    protocol: 'HTTP/1.1',
  };
  const outcome = network.exchange(request, { ip: '127.0.0.1', port });
  if (outcome.type === 'failure') {
    const url = `http://localhost:${port}${request.path}`;
    const why = `dial tcp 127.0.0.1:${port}: connect: connection refused`;
    return {
      isWell: false,
      text: `Error: failed to execute command: ${method} ${JSON.stringify(url)}: ${why}\n`,
    };
  }
  const { status, body } = outcome.response;
  return status > 399
    ? { isWell: false, text: `Error: received unsuccessful status code ${status}: ${body}\n` }
    : { isWell: true, text: body.endsWith('\n') || body === '' ? body : `${body}\n` };
}
