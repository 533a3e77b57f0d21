/** Source: istio/istio pkg/config/analysis/analyzers/injection/image-auto.go, release-1.31. */
import { matchesSelector } from '#cluster/label-selector.ts';
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import type { Resource, Snapshot } from '#mesh/istio/analysis/resource.ts';

type PodSpec = Resource<'Pod'>['body'];
type Labels = Readonly<Record<string, string>>;

export const imageAuto: Analyzer = {
  name: 'injection.ImageAutoAnalyzer',
  description: 'Makes sure that Pods and Deployments with `image: auto` are going to be injected',
  analyze: (snapshot, report) => {
    for (const pod of snapshot.Pod) {
      // One that has it still was not injected.
      if (hasAutoImage(pod.body)) report('ImageAutoWithoutInjectionError', pod, ['Pod', pod.name]);
    }
    for (const deployment of snapshot.Deployment) {
      const { metadata, spec } = deployment.body.template;
      if (!spec || !hasAutoImage(spec)) continue;
      const namespace = snapshot.Namespace.find(
        ({ name }) => name === (deployment.namespace || 'default'),
      );
      if (isInjected(namespace?.labels ?? {}, metadata?.labels ?? {}, snapshot)) continue;
      report('ImageAutoWithoutInjectionWarning', deployment, ['Deployment', deployment.name]);
    }
  },
};

function hasAutoImage({ containers }: PodSpec): boolean {
  return containers.some(({ name, image }) => name === 'istio-proxy' && image === 'auto');
}

function isInjected(
  ofNamespace: Labels,
  ofPod: Labels,
  { MutatingWebhookConfiguration }: Snapshot,
): boolean {
  const webhooks = MutatingWebhookConfiguration.flatMap(({ body }) => body);
  return webhooks.some(
    ({ name, namespaceSelector = {}, objectSelector = {} }) =>
      name.endsWith('istio.io') &&
      matchesSelector(namespaceSelector, ofNamespace) &&
      matchesSelector(objectSelector, ofPod),
  );
}
