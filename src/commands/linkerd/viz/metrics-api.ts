import { header } from '#cluster/network/headers.ts';
import type { Outcome } from '#cluster/network/http.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { forwardOne, Lost } from '#commands/kubectl/forwarding/connection.ts';
import { textAt } from '#commands/kubectl/json.ts';
import type { ConnectVizApi } from '#commands/linkerd/check/viz-api.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { runningPod } from '#commands/linkerd/pod-ports.ts';
import {
  type Method,
  parseResponse,
  type Request,
  type Response,
} from '#mesh/linkerd/viz/metrics-api/messages.ts';

/** metrics-api, through a port that the API server forwards. Refusals are kubectl's CommandErrors. */
export interface MetricsApi {
  readonly namespace: string;
  ask: <M extends Method>(method: M, request: Request<M>) => Promise<Response<M>>;
}

const port = 8085;

/** viz/metrics-api/client (edge-26.6.3). Throws when no pod of it runs. */
export async function connectMetricsApi(context: Context, namespace: string): Promise<MetricsApi> {
  const pod = await runningPod(context, namespace, 'metrics-api');
  return {
    namespace,
    ask: async (method, request) => {
      const path = `/api/v1/${method}`;
      const outcome = await post(context, { namespace, pod, remote: port }, path, request);
      // The real one forwards from a free port of the machine; which one is chance.
      if (outcome.type === 'failure')
        throw new CommandError(`Post "http://localhost:40395${path}": EOF`);
      const { response } = outcome;
      if (header(response, 'linkerd-error') !== undefined)
        throw new CommandError(textAt(JSON.parse(response.body), 'error'));
      if (response.status !== 200)
        throw new CommandError(
          `HTTP error, status Code [${response.status}] (unexpected API response)`,
        );
      return parseResponse(method, response.body);
    },
  };
}

async function post(
  context: Context,
  door: { namespace: string; pod: string; remote: number },
  path: string,
  message: object,
): Promise<Outcome> {
  try {
    return await forwardOne(context, door, {
      method: 'POST',
      authority: `localhost:${door.remote}`,
      path,
      headers: [],
      body: JSON.stringify(message),
      protocol: 'HTTP/1.1',
    });
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    return { type: 'failure', failure: { reason: 'closed' }, elapsed: 0 };
  }
}

/** What checks ask of it. */
export const connectVizApi: ConnectVizApi = async (context, namespace) => {
  const api = await connectMetricsApi(context, namespace);
  return {
    selfCheck: async () => {
      const { results } = await api.ask('SelfCheck', {});
      return results.map(({ status, friendlyMessageToUser }) => ({
        isOk: status === 'OK',
        message: friendlyMessageToUser,
      }));
    },
    listPods: async (place) => {
      const { pods } = await api.ask('ListPods', { namespace: place });
      return pods.map(({ name, controllerNamespace, added }) => ({
        name,
        controllerNamespace,
        isAdded: added,
      }));
    },
  };
};
