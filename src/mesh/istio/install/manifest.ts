import { istioVersion } from '#mesh/istio/version.ts';

/** An object as a manifest writes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** What an installation is made for. */
export interface Target {
  readonly namespace: string;
  /** Empty for the default one. */
  readonly revision: string;
}

/** `istiod`, `istiod-canary`. */
export function revised(name: string, { revision }: Target): string {
  return revision === '' ? name : `${name}-${revision}`;
}

export function revisionOf({ revision }: Target): string {
  return revision === '' ? 'default' : revision;
}

/** `istio.labels` of the charts' helpers. */
export function chartLabels(chart: string, name: string): Record<string, string> {
  return {
    'app.kubernetes.io/instance': 'istio',
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': 'istio',
    'app.kubernetes.io/version': istioVersion,
    'helm.sh/chart': `${chart}-${istioVersion}`,
  };
}

/** What the installer adds to whatever it creates, to find it again (operator/pkg/install: applyLabels). */
export function owned<M extends Manifest>(manifest: M, component: string, target: Target): M {
  const labels = {
    ...manifest.metadata.labels,
    'install.operator.istio.io/owning-resource-namespace': target.namespace,
    'operator.istio.io/component': component,
    'operator.istio.io/managed': 'Reconcile',
    'operator.istio.io/version': istioVersion,
    'istio.io/rev': manifest.metadata.labels?.['istio.io/rev'] ?? revisionOf(target),
  };
  return { ...manifest, metadata: { ...manifest.metadata, labels } };
}
