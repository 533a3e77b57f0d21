import { CommandError, PlainError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { forwardOne } from '#commands/kubectl/forwarding/connection.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { runningPod } from '#commands/linkerd/pod-ports.ts';
import { waitForViz } from './connect.ts';

const webPort = 8084;

/** viz/cmd/dashboard.go (edge-26.6.3): serves the dashboard on this machine until it is stopped. */
export const dashboard: Verb = async (context) => {
  const { flags, process } = context;
  const show = flags.text('show');
  if (flags.number('port') < 0)
    throw new CommandError(
      `port must be greater than or equal to zero, was ${flags.number('port')}`,
    );
  if (!['linkerd', 'grafana', 'url'].includes(show))
    throw new CommandError(
      `unknown value for 'show' param, was: ${show}, must be one of: linkerd, grafana, url`,
    );
  const namespace = await waitForViz(context, flags.number('wait'));
  const pod = await runningPod(context, namespace, 'web');
  const { port, close } = listen(context, { namespace, pod, remote: webPort });
  try {
    const url = `http://${flags.text('address')}:${port}`;
    await context.out(`Linkerd dashboard available at:\n${url}\n`);
    await context.out(`Grafana dashboard available at:\n${url}/grafana\n`);
    if (show === 'linkerd') await open(context, 'Linkerd', url);
    if (show === 'grafana') await open(context, 'Grafana', `${url}/grafana`);
    await stopped(process.signal);
  } finally {
    close();
  }
  // An interrupt is how one leaves it.
  if (process.signal.reason !== 'SIGINT') process.signal.throwIfAborted();
};

async function open(context: Context, name: string, url: string): Promise<void> {
  await context.out(`Opening ${name} dashboard in the default browser\n`);
  const { browse } = context.reach;
  if (browse) browse(url);
  else
    await context.err(
      `Failed to open ${name} dashboard automatically\nVisit ${url} in your browser to view the dashboard\n`,
    );
}

interface Listening {
  readonly port: number;
  readonly close: () => void;
}

function listen(context: Context, door: Parameters<typeof forwardOne>[1]): Listening {
  const { serve } = context.reach;
  if (serve === undefined) throw notSimulated('linkerd viz dashboard');
  const wanted = context.flags.number('port');
  const given = context.flags.text('address');
  const addresses = given === 'localhost' ? ['127.0.0.1', '::1'] : [given];
  const forwards = { ...door, port: door.remote };
  for (let port = wanted || 40_000; port < 65_536; port += 1) {
    const closers: (() => void)[] = [];
    for (const address of addresses)
      try {
        closers.push(
          serve(port, (request) => forwardOne(context, door, request), { address, forwards }),
        );
      } catch {
        // Another program has it.
      }
    if (closers.length > 0)
      return {
        port,
        close: () => {
          for (const close of closers) close();
        },
      };
    if (wanted !== 0) break;
  }
  throw new PlainError(
    `Error running port-forward: unable to listen on any of the requested ports: [{${wanted} ${door.remote}}]\nCheck for \`linkerd dashboard\` running in other terminal sessions, or use the \`--port\` flag.`,
  );
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
