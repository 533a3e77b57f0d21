import { istioCrds } from './crds.ts';
import { gatewayManifests } from './gateways.ts';
import { istiodManifests, istiodService } from './istiod.ts';
import { chartLabels, type Manifest, owned, type Target } from './manifest.ts';
import { readerAccess, serviceAccount } from './rbac.ts';
import { isEnabled, type InstallSpec } from './spec.ts';
import { defaultValidatorWebhook, tagWebhook } from './webhooks.ts';

/** What is installed, and waited for, as one (operator/pkg/component/component.go). */
export interface Component {
  readonly name: 'Base' | 'Pilot' | 'IngressGateways' | 'EgressGateways';
  /** As the installer names it, with its picture. */
  readonly title: string;
  readonly icon: string;
  /** What must be ready before it. */
  readonly after: readonly Component['name'][];
  readonly objects: readonly Manifest[];
}

const table = [
  { name: 'Base', title: 'Istio core', icon: '⛵️', after: [] },
  { name: 'Pilot', title: 'Istiod', icon: '🧠', after: ['Base'] },
  { name: 'IngressGateways', title: 'Ingress gateways', icon: '🛬', after: ['Pilot'] },
  { name: 'EgressGateways', title: 'Egress gateways', icon: '🛫', after: ['Pilot'] },
] as const;

const makers: Readonly<Record<Component['name'], (spec: InstallSpec) => Manifest[]>> = {
  Base: baseManifests,
  Pilot: istiodManifests,
  IngressGateways: (spec) => gatewayManifests(spec, 'ingressGateways'),
  EgressGateways: (spec) => gatewayManifests(spec, 'egressGateways'),
};

/** The components of a specification, with the objects of each in the order in which they are applied. */
export function componentsOf(spec: InstallSpec): readonly Component[] {
  return table.flatMap((component): Component[] => {
    const objects = makers[component.name](spec);
    return objects.length === 0
      ? []
      : [
          {
            ...component,
            objects: inOrder(objects.map((one) => owned(one, component.name, spec))),
          },
        ];
  });
}

function baseManifests(spec: InstallSpec): Manifest[] {
  if (!isEnabled(spec, 'base')) return [];
  const labels = { app: 'istio-reader', release: 'istio', ...chartLabels('base', 'istio-reader') };
  return [
    ...istioCrds(),
    serviceAccount('istio-reader-service-account', spec, labels),
    ...readerAccess(spec),
  ];
}

/** operator/pkg/component: what must be there before what uses it. */
const order: readonly string[] = [
  'CustomResourceDefinition',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'ValidatingWebhookConfiguration',
  'ConfigMap',
  'MutatingWebhookConfiguration',
  'Deployment',
  'PodDisruptionBudget',
  'Role',
  'RoleBinding',
  'HorizontalPodAutoscaler',
  'Service',
];

export function inOrder(objects: readonly Manifest[]): readonly Manifest[] {
  return objects.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** The objects of a revision tag (istioctl/pkg/tag/generate.go). The tag `default` validates for everyone, too. */
export function tagManifests(tag: string, target: Target): readonly Manifest[] {
  return [
    tagWebhook(tag, target),
    istiodService(`istiod-revision-tag-${tag}`, target, tag),
    ...(tag === 'default' ? [defaultValidatorWebhook(target)] : []),
  ];
}
