import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { selectorText } from '#commands/kubectl/pods/representative.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { describeIngress } from './ingress.ts';
import { labelsOf, listOf, namedBy, shortName } from './objects.ts';
import { describePodServices } from './pod-services.ts';

/** istioctl/pkg/describe/describe.go (1.31): by the proxy of the first of the pods that have one. */
export const describeService: Verb = async (context) => {
  const [text] = context.args;
  if (text === undefined || context.args.length > 1) {
    await context.err(`${context.usage()}\n`);
    throw new CommandError('expecting service name');
  }
  const { name, namespace } = namedBy(context, text);
  const path = `/api/v1/namespaces/${namespace}`;
  const service = await context.client.json('GET', `${path}/services/${name}`);
  const selector = recordAt(service, 'spec.selector');
  const pods =
    Object.keys(selector).length === 0
      ? []
      : await listOf(context, `${path}/pods`, {
          labelSelector: selectorText({ matchLabels: selector }),
        });
  const judged = pods.map((pod) => ({ pod, refusal: refusalOf(shortName(context, pod), pod) }));
  const refusals = judged.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]));
  await context.out(refusals.map((line) => `${line}\n`).join(''));
  const meshed = judged.filter(({ refusal }) => refusal === undefined).map(({ pod }) => pod);
  const [first] = meshed;
  if (!first) {
    const shown = JSON.stringify(shortName(context, service));
    if (pods.length === 0) return await context.out(`Service ${shown} has no pods.\n`);
    return await context.out(
      `Service ${shown} has no Istio pods.  (${pods.length} pods in service).\n` +
        'Use `istioctl kube-inject` or redeploy with Istio automatic sidecar injection.\n',
    );
  }
  const described = { pod: first, services: [service], podsLabels: meshed.map(labelsOf) };
  await describePodServices(context, described);
  await describeIngress(context, described);
};

/** Why a pod does not count: it does not run, has no proxy, or one that is not ready. */
function refusalOf(name: string, pod: JsonObject): string | undefined {
  const phase = textAt(pod, 'status.phase');
  if (phase !== 'Running') return `   Pod is not Running (${phase})`;
  const status = ['containerStatuses', 'initContainerStatuses']
    .flatMap((list) => listAt(pod, `status.${list}`))
    .find((each) => each['name'] === 'istio-proxy');
  if (!status) return `Pod ${name}: no container "istio-proxy" in pod`;
  return status['ready'] === true
    ? undefined
    : `WARNING: Pod ${name} Container istio-proxy NOT READY`;
}
