import { listAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';

/** The names of the istiod pods that run, those of one revision where one is asked for. */
export async function runningIstiods(context: Context, revision = ''): Promise<readonly string[]> {
  const labelSelector = `app=istiod${revision === '' ? '' : `,istio.io/rev=${revision}`}`;
  const list = await context.client.json(
    'GET',
    `/api/v1/namespaces/${context.istioNamespace}/pods`,
    { query: { labelSelector, fieldSelector: 'status.phase=Running' } },
  );
  return listAt(list, 'items').map((pod) => textAt(pod, 'metadata.name'));
}
