/** Source: istio/istio pkg/config/analysis/analyzers/injection/{injection,injection-image}.go, release-1.31. */
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { injectLabel, isSystemNamespace, proxyImage } from '#mesh/istio/analysis/in-mesh.ts';
import { fullName, type Resource, type Snapshot } from '#mesh/istio/analysis/resource.ts';

const rootNamespace = 'istio-system';
const injectionLabel = 'istio-injection';
const revisionLabel = 'istio.io/rev';
const modeLabel = 'istio.io/dataplane-mode';
const nameField = ['metadata', 'name'];

export const injection: Analyzer = {
  name: 'injection.Analyzer',
  description: 'Checks conditions related to Istio sidecar injection',
  analyze: (snapshot, report) => {
    const injected = new Set<string>();
    for (const namespace of snapshot.Namespace) {
      const { name, labels } = namespace;
      if (name === rootNamespace || isSystemNamespace(name)) continue;
      const said = labels[injectionLabel] ?? '';
      const kinds = injectionLabels(namespace);
      if (kinds.length > 1) {
        report('NamespaceMultipleInjectionLabels', namespace, [kinds], nameField);
      }
      if (labels[modeLabel] === 'ambient') continue;
      if (!said && labels[revisionLabel] === undefined) {
        if (isInjectedByDefault(snapshot)) report('NamespaceInjectionEnabledByDefault', namespace);
        else report('NamespaceNotInjected', namespace, [name, name], nameField);
      } else if (kinds.length < 2 && (labels[revisionLabel] !== undefined || said === 'enabled')) {
        injected.add(name);
      }
    }
    for (const pod of snapshot.Pod) {
      if (injected.has(pod.namespace) && lacksProxy(pod)) {
        report('PodMissingProxy', pod, [fullName(pod)]);
      }
    }
  },
};

/** The ways of asking for a data plane that a namespace has, as `label=value`. */
function injectionLabels({ labels }: Resource<'Namespace'>): string[] {
  const said = labels[injectionLabel];
  const others = said === undefined || said === 'enabled' ? [revisionLabel, modeLabel] : [];
  return [injectionLabel, ...others].flatMap((label) =>
    labels[label] === undefined ? [] : [`${label}=${labels[label]}`],
  );
}

function lacksProxy({ labels, annotations, body }: Resource<'Pod'>): boolean {
  const said = labels[injectLabel] ?? annotations[injectLabel] ?? '';
  return said.toLowerCase() !== 'false' && !body.hostNetwork && !proxyImage(body);
}

function isInjectedByDefault(snapshot: Snapshot): boolean {
  return /"enableNamespacesByDefault":\s*true/.test(injectorValues(snapshot, '') ?? '');
}

function injectorValues({ ConfigMap }: Snapshot, revision: string): string | undefined {
  const suffix = revision && revision !== 'default' ? `-${revision}` : '';
  return ConfigMap.find(({ name }) => name === `istio-sidecar-injector${suffix}`)?.body['values'];
}

export const injectionImage: Analyzer = {
  name: 'injection.ImageAnalyzer',
  description: 'Checks the image of auto-injection configured with the running proxies on pods',
  analyze: (snapshot, report) => {
    for (const namespace of snapshot.Namespace) {
      const { labels, name } = namespace;
      const revision = labels[revisionLabel];
      if (labels[injectionLabel] !== 'enabled' && revision === undefined) continue;
      const expected = configuredImage(injectorValues(snapshot, revision ?? ''));
      if (!expected) continue;
      const stale = snapshot.Pod.filter(
        ({ namespace: home, annotations, body }) =>
          home === name &&
          !annotations['sidecar.istio.io/proxyImage'] &&
          proxyImage(body) !== undefined &&
          proxyImage(body) !== expected,
      );
      if (stale.length > 0) {
        const names = stale.map((pod) => pod.name);
        report('PodsIstioProxyImageMismatchInNamespace', namespace, [names]);
      }
    }
  },
};

interface InjectorValues {
  global?: { hub?: string; tag?: string | number; proxy?: { image?: string } };
}

function configuredImage(values: string | undefined): string | undefined {
  if (values === undefined) return undefined;
  let parsed: InjectorValues;
  try {
    parsed = JSON.parse(values);
  } catch {
    return undefined;
  }
  const { hub = '', tag = '', proxy } = parsed.global ?? {};
  const image = proxy?.image ?? '';
  return image.includes('/') ? image : `${hub}/${image}:${tag}`;
}
