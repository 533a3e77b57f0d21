import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import type { Verdict } from './runner.ts';

const annotation = 'config.linkerd.io/opaque-ports';

/** `checkMisconfiguredOpaquePortAnnotations`: ports that a Service says are opaque and its pods do not, or the other way round. */
export async function opaquePortsProblem(checker: Checker): Promise<Verdict> {
  const namespace = checker.dataPlaneNamespace;
  const services = await checker.listIn(namespace, 'services');
  const endpoints = keyed(await checker.listIn(namespace, 'endpoints'));
  const pods = keyed(await checker.listIn(namespace, 'pods'));
  const problems: string[] = [];
  for (const service of services) {
    if (textAt(service, 'spec.clusterIP') === 'None') continue;
    const found = endpoints.get(keyOf(service));
    if (found === undefined) return `endpoints "${textAt(service, 'metadata.name')}" not found`;
    for (const name of podNames(found)) {
      const pod = pods.get(`${textAt(service, 'metadata.namespace')}/${name}`);
      if (pod === undefined) return `pod "${name}" not found`;
      const problem = mismatch(service, pod);
      if (problem !== undefined) problems.push(`\t* ${problem}`);
    }
  }
  return problems.length === 0 ? undefined : problems.join('\n    ');
}

function keyed(objects: readonly JsonObject[]): ReadonlyMap<string, JsonObject> {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

function keyOf(object: JsonObject): string {
  return `${textAt(object, 'metadata.namespace')}/${textAt(object, 'metadata.name')}`;
}

function podNames(endpoints: JsonObject): ReadonlySet<string> {
  return new Set(
    listAt(endpoints, 'subsets')
      .flatMap((subset) => listAt(subset, 'addresses'))
      .filter((address) => textAt(address, 'targetRef.kind') === 'Pod')
      .map((address) => textAt(address, 'targetRef.name')),
  );
}

function opaquePorts(object: JsonObject): readonly string[] {
  const value = textOf(recordAt(object, 'metadata.annotations')[annotation]);
  return value === '' ? [] : value.split(',');
}

interface Pair {
  readonly service: JsonObject;
  readonly serviceOpaque: readonly string[];
  readonly pod: JsonObject;
  readonly podOpaque: readonly string[];
}

/** `misconfiguredOpaqueAnnotation`. */
function mismatch(service: JsonObject, pod: JsonObject): string | undefined {
  const pair: Pair = {
    service,
    serviceOpaque: opaquePorts(service),
    pod,
    podOpaque: opaquePorts(pod),
  };
  for (const port of pair.serviceOpaque) {
    const problem = numberProblem(port, pod) ?? missingOnPod(pair, Number(port));
    if (problem !== undefined) return problem;
  }
  for (const port of pair.podOpaque) {
    if (pair.serviceOpaque.includes(port)) continue;
    const problem = numberProblem(port, pod) ?? missingOnService(pair, Number(port));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function numberProblem(port: string, pod: JsonObject): string | undefined {
  if (/^[+-]?\d+$/.test(port)) return undefined;
  return `failed to convert ${port} to port number for pod ${textAt(pod, 'metadata.name')}`;
}

function containerPorts(pod: JsonObject): readonly JsonObject[] {
  return listAt(pod, 'spec.containers').flatMap((container) => listAt(container, 'ports'));
}

/** `checkPodPorts`. */
function missingOnPod({ service, pod, podOpaque }: Pair, port: number): string | undefined {
  for (const servicePort of listAt(service, 'spec.ports')) {
    if (servicePort['port'] !== port) continue;
    const { targetPort } = servicePort;
    const container = containerPorts(pod).find(
      ({ containerPort, name }) => containerPort === targetPort || name === targetPort,
    );
    if (container === undefined) continue;
    const target = textAt(container, 'containerPort');
    if (podOpaque.includes(target)) return undefined;
    return `service ${textAt(service, 'metadata.name')} expects target port ${target} to be opaque; add it to pod ${textAt(pod, 'metadata.name')} ${annotation} annotation`;
  }
  return undefined;
}

/** `checkServiceIntPorts`, then `checkServiceNamePorts`. */
function missingOnService(pair: Pair, port: number): string | undefined {
  const { service, serviceOpaque, pod } = pair;
  const ports = listAt(service, 'spec.ports');
  const name = textAt(service, 'metadata.name');
  const isOpaque = (servicePort: JsonObject) => serviceOpaque.includes(textAt(servicePort, 'port'));
  const through = (servicePort: JsonObject, target: string): string => {
    const own = textAt(servicePort, 'port');
    return `service ${name} targets the opaque port ${target} through ${own}; add ${own} to its ${annotation} annotation`;
  };
  const byNumber = ports.find(({ targetPort }) => targetPort === port);
  if (byNumber) return isOpaque(byNumber) ? undefined : through(byNumber, String(port));
  const containers = containerPorts(pod).filter(({ containerPort }) => containerPort === port);
  for (const servicePort of ports) {
    const { targetPort } = servicePort;
    if (typeof targetPort !== 'string') continue;
    if (!containers.some((container) => container['name'] === targetPort)) continue;
    return isOpaque(servicePort) ? undefined : through(servicePort, targetPort);
  }
  return undefined;
}
