import { listAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import { metricsOf } from './pod-metrics.ts';

/** cli/cmd/controller-metrics.go. */
export const controllerMetrics: Verb = async (context) => {
  const path = `/api/v1/namespaces/${context.controlPlaneNamespace}/pods`;
  const pods = listAt(await context.client.json('GET', path), 'items');
  // By the end of their names, and so the proxies' too.
  const all = await metricsOf(context, pods, 'admin');
  const blocks = all.map(({ pod, container, answer }, place) => {
    const head = `#\n# POD ${pod} (${place + 1} of ${all.length})\n`;
    return 'error' in answer
      ? `${head}# ERROR ${answer.error}\n`
      : `${head}# CONTAINER ${container} \n#\n${answer.metrics}`;
  });
  await context.out(blocks.join(''));
};
