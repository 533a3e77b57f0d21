import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { describeIngress } from './ingress.ts';
import { contains, labelsOf, listOf, namedBy, separator, shortName } from './objects.ts';
import { describePeerAuthentication } from './peer-authentication.ts';
import { describePodServices } from './pod-services.ts';
import { revisionOf } from './revision.ts';

/** istioctl/pkg/describe/describe.go (1.31). */
export const describePod: Verb = async (context) => {
  const [text] = context.args;
  if (text === undefined || context.args.length > 1) throw new CommandError('expecting pod name');
  const { name, namespace } = namedBy(context, text);
  const pod = await context.client.json('GET', `/api/v1/namespaces/${namespace}/pods/${name}`);
  await write(context, describeItself(context, pod));
  const services = (await listOf(context, `/api/v1/namespaces/${namespace}/services`)).filter(
    (service) => {
      const selector = recordAt(service, 'spec.selector');
      return Object.keys(selector).length > 0 && contains(labelsOf(pod), selector);
    },
  );
  if (services.length === 0 && !context.flags.isOn('ignoreUnmeshed')) {
    const page = 'https://istio.io/docs/setup/kubernetes/additional-setup/requirements/';
    await context.out(
      `Warning: No Kubernetes Services select pod ${shortName(context, pod)} (see ${page} )\n`,
    );
  }
  const described = { pod, services, podsLabels: [labelsOf(pod)] };
  await context.out(separator);
  await describePodServices(context, described);
  await context.out(separator);
  await write(context, await describePeerAuthentication(context, pod));
  await describeIngress(context, described);
};

async function write(context: Context, lines: readonly string[]): Promise<void> {
  await context.out(lines.map((line) => `${line}\n`).join(''));
}

/** printPod. */
function describeItself(context: Context, pod: JsonObject): readonly string[] {
  const name = shortName(context, pod);
  const containers = listAt(pod, 'spec.containers');
  const ports = containers.flatMap((container) =>
    listAt(container, 'ports').map((port) => {
      const protocol = textAt(port, 'protocol');
      const shown = protocol === 'TCP' ? '' : `/${protocol}`;
      return `${textAt(port, 'containerPort')}${shown} (${textAt(container, 'name')})`;
    }),
  );
  const reserved = containers.filter(
    (container) =>
      !['istio-proxy', 'istio-operator'].includes(textAt(container, 'name')) &&
      isReserved(container),
  );
  const lines = [
    ...reserved.map(() => 'WARNING: User ID (UID) 1337 is reserved for the sidecar proxy.'),
    `Pod: ${name}`,
    `   Pod Revision: ${revisionOf(pod)}`,
    ports.length > 0 ? `   Pod Ports: ${ports.join(', ')}` : '   Pod does not expose ports',
  ];
  const phase = textAt(pod, 'status.phase');
  if (phase !== 'Running') return [...lines, `   Pod is not Running (${phase})`];
  const unready = [
    ['Container', 'containerStatuses'],
    ['Init Container', 'initContainerStatuses'],
  ].flatMap(([kind, list]) =>
    listAt(pod, `status.${list}`)
      .filter(({ ready }) => ready !== true)
      .map((status) => `WARNING: Pod ${name} ${kind} ${textAt(status, 'name')} NOT READY`),
  );
  lines.push(...unready);
  if (context.flags.isOn('ignoreUnmeshed')) return lines;
  if (!hasProxy(pod)) return [...lines, `WARNING: ${name} is not part of mesh; no Istio sidecar`];
  if (isReserved(recordAt(pod, 'spec')))
    lines.push('   WARNING: User ID (UID) 1337 is reserved for the sidecar proxy.');
  return [...lines, ...suggestions(labelsOf(pod))];
}

function isReserved(of: JsonObject): boolean {
  return textAt(of, 'securityContext.runAsUser') === '1337';
}

function hasProxy(pod: JsonObject): boolean {
  return ['containers', 'initContainers'].some((list) =>
    listAt(pod, `spec.${list}`).some(({ name }) => name === 'istio-proxy'),
  );
}

const telemetryLabels = {
  name: ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app'],
  revision: ['service.istio.io/canonical-revision', 'app.kubernetes.io/version', 'version'],
};

function suggestions(labels: JsonObject): readonly string[] {
  return Object.entries(telemetryLabels)
    .filter(([, keys]) => !keys.some((key) => key in labels))
    .map(
      ([what]) =>
        `Suggestion: add required service ${what} label for Istio telemetry. See https://istio.io/latest/docs/ops/deployment/requirements/.`,
    );
}
