/** Source: istio/istio pkg/config/analysis/analyzers/webhook/webhook.go, release-1.31. */
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import {
  fullName,
  type Bodies,
  type Resource,
  type Snapshot,
} from '#mesh/istio/analysis/resource.ts';

type Labels = Readonly<Record<string, string>>;
type Configuration = Resource<'MutatingWebhookConfiguration'>;
type Hook = Bodies['MutatingWebhookConfiguration'][number];
type Selector = NonNullable<Hook['namespaceSelector']>;

const revisionLabel = 'istio.io/rev';

export const webhooks: Analyzer = {
  name: 'webhook.Analyzer',
  description: 'Checks the validity of Istio webhooks',
  analyze: (snapshot, report) => {
    const hooks = snapshot.MutatingWebhookConfiguration.filter(isIstios).flatMap((configuration) =>
      configuration.body.map((hook) => ({ configuration, hook })),
    );
    checkOverlaps(hooks, report);
    checkServices(hooks, snapshot, report);
  },
};

interface Owned {
  readonly configuration: Configuration;
  readonly hook: Hook;
}

function isIstios({ labels, body }: Configuration): boolean {
  return labels[revisionLabel] !== undefined || body.some(({ name }) => name.endsWith('istio.io'));
}

/** A pod must never match two hooks: every way of labelling a namespace and a pod is tried. */
function checkOverlaps(hooks: readonly Owned[], report: Report): void {
  const revisions = [...new Set(hooks.flatMap(revisionsOf))];
  const namespaces = labelSets('istio-injection', ['enabled', 'disabled'], revisions);
  const objects = labelSets('sidecar.istio.io/inject', ['true', 'false'], revisions);
  for (const namespace of namespaces) {
    for (const object of objects) {
      const matching = hooks.filter(
        ({ hook }) =>
          matches(hook.namespaceSelector, namespace) && matches(hook.objectSelector, object),
      );
      if (matching.length < 2) continue;
      for (const one of matching) {
        const others = matching.filter((other) => other !== one).map(nameOf);
        report('InvalidWebhook', one.configuration, [
          `Webhook overlaps with others: [${others.join(' ')}]. This may cause injection to occur twice.`,
        ]);
      }
    }
  }
}

function nameOf({ configuration, hook }: Owned): string {
  return `${configuration.name}/${hook.name}`;
}

function revisionsOf({ configuration, hook }: Owned): readonly string[] {
  const said = [hook.namespaceSelector, hook.objectSelector].flatMap((selector) => [
    ...Object.entries(selector?.matchLabels ?? {}).flatMap(([key, value]) =>
      key === revisionLabel ? [value] : [],
    ),
    ...(selector?.matchExpressions ?? []).flatMap(({ key, values = [] }) =>
      key === revisionLabel ? values : [],
    ),
  ]);
  const own = configuration.labels[revisionLabel];
  return own === undefined ? said : [own, ...said];
}

function labelSets(
  label: string,
  values: readonly string[],
  revisions: readonly string[],
): readonly Labels[] {
  const bases: Labels[] = [{}, ...values.map((value) => ({ [label]: value }))];
  return [
    ...bases,
    ...revisions.flatMap((revision) =>
      bases.map((base) => ({ ...base, [revisionLabel]: revision })),
    ),
  ];
}

function matches(selector: Selector | undefined, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isListed = value !== undefined && values.includes(value);
      return operator === 'In' ? isListed : !isListed;
    })
  );
}

function checkServices(hooks: readonly Owned[], { Service }: Snapshot, report: Report): void {
  for (const { configuration, hook } of hooks) {
    const service = hook.clientConfig.service;
    if (!service) continue;
    const full = fullName(service);
    if (Service.some((one) => fullName(one) === full)) continue;
    report('InvalidWebhook', configuration, [
      `Injector refers to a control plane service that does not exist: ${full}.`,
    ]);
  }
}
