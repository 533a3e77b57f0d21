import type { JsonObject } from '#cluster/api/object.ts';
import { byText } from '#cluster/text-order.ts';
import { isRecord, listAt, numberAt, recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { askProxy } from '#commands/istioctl/pod-target.ts';
import { parseConfigDump, type ConfigDump } from '#commands/istioctl/proxy-config/config-dump.ts';
import { noSubsets, subsetsOf } from './destination-rule.ts';
import { contains, istioObject, labelsOf, listOf, separator, shortName } from './objects.ts';
import { stale, type Described } from './pod-services.ts';
import { destinationRuleOf, virtualServiceOf, type ServicePort } from './proxy-links.ts';
import { targetPort } from './service-ports.ts';
import { describeRoutes } from './virtual-service.ts';

/** A Service of gateways, with its pods. */
interface Ingress {
  readonly service: JsonObject;
  readonly pods: readonly JsonObject[];
}

/** What leads to a pod from outside (printIngressInfo): pods of the label `istio: ingressgateway` only. */
export async function describeIngress(context: Context, described: Described): Promise<void> {
  const pods = await listOf(context, '/api/v1/pods', {
    labelSelector: 'istio=ingressgateway',
    fieldSelector: 'status.phase=Running',
  });
  if (pods.length === 0)
    return await context.out('Skipping Gateway information (no ingress gateway pods)\n');
  const ingresses = await ingressesOf(context, pods);
  if (ingresses.length === 0)
    await context.out('Skipping Gateway information (no ingress gateway service)\n');
  const told = new Set<string>();
  for (const pod of pods) {
    const target = {
      name: textAt(pod, 'metadata.name'),
      namespace: textAt(pod, 'metadata.namespace'),
    };
    const question = {
      path: '/config_dump',
      told: 'failed to execute command on ingress gateway sidecar',
    };
    const dump = parseConfigDump(await askProxy(context, target, question));
    for (const service of described.services) {
      for (const port of listAt(service, 'spec.ports')) {
        const link = {
          name: textAt(service, 'metadata.name'),
          namespace: textAt(service, 'metadata.namespace'),
          port: numberAt(port, 'port'),
        };
        await describeLink(context, dump, {
          link,
          ingresses,
          told,
          podsLabels: described.podsLabels,
        });
      }
    }
  }
}

async function ingressesOf(
  context: Context,
  pods: readonly JsonObject[],
): Promise<readonly Ingress[]> {
  const namespaces = [...new Set(pods.map((pod) => textAt(pod, 'metadata.namespace')))];
  const lists = await Promise.all(
    namespaces.map(async (namespace) => {
      const near = pods.filter((pod) => textAt(pod, 'metadata.namespace') === namespace);
      const services = await listOf(context, `/api/v1/namespaces/${namespace}/services`);
      return services.map((service) => ({
        service,
        pods: near.filter((pod) => contains(labelsOf(pod), recordAt(service, 'spec.selector'))),
      }));
    }),
  );
  return lists.flat().filter((ingress) => ingress.pods.length > 0);
}

interface Link {
  readonly link: ServicePort;
  readonly ingresses: readonly Ingress[];
  /** Gateways that were described already. */
  readonly told: Set<string>;
  readonly podsLabels: readonly JsonObject[];
}

async function describeLink(
  context: Context,
  dump: ConfigDump,
  { link, ingresses, told, podsLabels }: Link,
): Promise<void> {
  const ruleName = destinationRuleOf(dump, link);
  const rule = ruleName && (await istioObject(context, 'destinationrules', ruleName));
  if (ruleName && !rule) await context.out(`${stale('destination rule', ruleName)}\n`);
  const routesName = virtualServiceOf(dump, link);
  const routes = routesName && (await istioObject(context, 'virtualservices', routesName));
  if (routesName && !routes) await context.out(`${stale('virtual service', routesName)}\n`);
  if (!routes) return;
  const host = `${link.name}.${link.namespace}.svc.cluster.local`;
  const subsets = rule ? subsetsOf(rule, podsLabels) : noSubsets;
  const routed = { host, subsets, rule: rule && shortName(context, rule) };
  for (const reference of textsAt(routes, 'spec.gateways')) {
    const exposed = await exposedBy(context, { reference, routes, ingresses, told });
    const lines = exposed && [
      ...exposed,
      ...describeRoutes(routes, shortName(context, routes), routed),
    ];
    if (lines) await context.out(`${separator}${lines.join('\n')}\n`);
  }
}

interface Reference extends Pick<Link, 'ingresses' | 'told'> {
  /** `bookinfo-gateway` or `namespace/name`. */
  readonly reference: string;
  readonly routes: JsonObject;
}

/** Where the gateway that a VirtualService names listens; undefined where there is nothing to tell. */
async function exposedBy(
  context: Context,
  { reference, routes, ingresses, told }: Reference,
): Promise<readonly string[] | undefined> {
  if (reference === '' || reference === 'mesh') return undefined;
  const [namespace, name] = reference.includes('/')
    ? [reference.slice(0, reference.indexOf('/')), reference.slice(reference.indexOf('/') + 1)]
    : [textAt(routes, 'metadata.namespace'), reference];
  if (told.has(`${namespace}/${name}`)) return undefined;
  const gateway = await istioObject(context, 'gateways', { name, namespace });
  if (!gateway) {
    await context.out(
      `WARNING: Proxy is stale; it references to non-existent gateway ${namespace}/${name}\n`,
    );
    return undefined;
  }
  told.add(`${namespace}/${name}`);
  const selector = recordAt(gateway, 'spec')['selector'];
  if (!isRecord(selector)) {
    await context.out(`Ingress Gateway ${namespace}/${name} be applyed all workloads`);
    return undefined;
  }
  const matching = ingresses
    .filter(({ pods }) => pods.some((pod) => contains(labelsOf(pod), selector)))
    .toSorted((a, b) => byText(addressOf(a), addressOf(b)));
  return matching.length > 0 ? matching.flatMap(describeAddress) : undefined;
}

function addressOf({ service, pods }: Ingress): string {
  const [balancer] = listAt(service, 'status.loadBalancer.ingress');
  return balancer ? textAt(balancer, 'ip') : textAt(pods[0], 'status.hostIP') || 'unknown';
}

/** Only ports of these names: the pods do not listen to all that the Service offers. */
function describeAddress(ingress: Ingress): readonly string[] {
  const [pod] = ingress.pods;
  return listAt(ingress.service, 'spec.ports')
    .filter((port) => textAt(port, 'protocol') === 'TCP')
    .filter(({ name }) => name === 'http' || name === 'http2')
    .filter((port) => pod && targetPort(pod, port) !== undefined)
    .map((port) => {
      const number = numberAt(port, 'port');
      const suffix = number === 80 ? '' : `:${number}`;
      return `Exposed on Ingress Gateway http://${addressOf(ingress)}${suffix}`;
    });
}
