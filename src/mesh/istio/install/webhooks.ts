import { at } from '#cluster/api/json.ts';
import { chartLabels, revised, revisionOf, type Manifest, type Target } from './manifest.ts';
import type { InstallSpec } from './spec.ts';

type Expression = readonly [
  key: string,
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist',
  ...values: string[],
];

function selector(expressions: readonly Expression[]) {
  return {
    matchExpressions: expressions.map(([key, operator, ...values]) => ({
      key,
      operator,
      ...(values.length > 0 && { values }),
    })),
  };
}

interface Choice {
  readonly prefix: string;
  readonly namespace: readonly Expression[];
  readonly object: readonly Expression[];
}

const notRefused: Expression = ['sidecar.istio.io/inject', 'NotIn', 'false'];
const noRevision: Expression = ['istio.io/rev', 'DoesNotExist'];
const noInjection: Expression = ['istio-injection', 'DoesNotExist'];

/** Whom the webhooks of a revision or of a tag take (istio-discovery/templates/mutatingwebhook.yaml, revision-tags-mwc.yaml). */
function choices(name: string, isDefault: boolean, takesAll: boolean): readonly Choice[] {
  const byRevision: readonly Choice[] = [
    {
      prefix: 'rev.namespace.',
      namespace: [['istio.io/rev', 'In', name], noInjection],
      object: [notRefused],
    },
    {
      prefix: 'rev.object.',
      namespace: [noRevision, noInjection],
      object: [notRefused, ['istio.io/rev', 'In', name]],
    },
  ];
  if (!isDefault) return byRevision;
  return [
    ...byRevision,
    {
      prefix: 'namespace.',
      namespace: [['istio-injection', 'In', 'enabled']],
      object: [notRefused],
    },
    {
      prefix: 'object.',
      namespace: [noInjection, noRevision],
      object: [['sidecar.istio.io/inject', 'In', 'true'], noRevision],
    },
    ...(takesAll ? [everyOther] : []),
  ];
}

const everyOther: Choice = {
  prefix: 'auto.',
  namespace: [
    noInjection,
    noRevision,
    [
      'kubernetes.io/metadata.name',
      'NotIn',
      'kube-system',
      'kube-public',
      'kube-node-lease',
      'local-path-storage',
    ],
  ],
  object: [['sidecar.istio.io/inject', 'DoesNotExist'], noRevision],
};

function injectionHook({ prefix, namespace, object }: Choice, target: Target) {
  return {
    name: `${prefix}sidecar-injector.istio.io`,
    clientConfig: {
      service: {
        name: revised('istiod', target),
        namespace: target.namespace,
        path: '/inject',
        port: 443,
      },
    },
    sideEffects: 'None',
    rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
    failurePolicy: 'Fail',
    reinvocationPolicy: 'Never',
    admissionReviewVersions: ['v1'],
    namespaceSelector: selector(namespace),
    objectSelector: selector(object),
  };
}

interface Injection {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly choices: readonly Choice[];
}

function mutating(target: Target, { name, labels, choices: all }: Injection): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {
      name,
      labels: {
        ...chartLabels('istiod', 'istiod'),
        app: 'sidecar-injector',
        'install.operator.istio.io/owning-resource': 'unknown',
        'istio.io/rev': revisionOf(target),
        'operator.istio.io/component': 'Pilot',
        release: 'istio',
        ...labels,
      },
    },
    webhooks: all.map((choice) => injectionHook(choice, target)),
  };
}

function takesAll(values: InstallSpec['values']): boolean {
  return at(values, 'sidecarInjectorWebhook', 'enableNamespacesByDefault') === true;
}

/** A release in another namespace than istio-system names it: cluster-wide objects must not collide. */
function clusterName(base: string, target: Target): string {
  const name = revised(base, target);
  return target.namespace === 'istio-system' ? name : `${name}-${target.namespace}`;
}

export function injectorWebhook(spec: InstallSpec): Manifest {
  const all = choices(revisionOf(spec), spec.revision === '', takesAll(spec.values));
  const name = clusterName('istio-sidecar-injector', spec);
  return mutating(spec, { name, labels: {}, choices: all });
}

/** The webhooks of a revision tag, which lead to a revision. */
export function tagWebhook(tag: string, target: Target, all = false): Manifest {
  const name = `istio-revision-tag-${tag}`;
  const suffix = target.namespace === 'istio-system' ? '' : `-${target.namespace}`;
  return mutating(target, {
    name: `${name}${suffix}`,
    labels: { 'istio.io/tag': tag },
    choices: choices(tag, tag === 'default', all),
  });
}

/** Once the tag `default` exists, the webhooks of the revision itself must match nobody (tag.DeactivateIstioInjectionWebhook). */
export function deactivated(webhook: Manifest): Manifest {
  const never = { matchLabels: { 'istio.io/deactivated': 'never-match' } };
  const { webhooks } = webhook;
  const all = Array.isArray(webhooks) ? webhooks : [];
  return {
    ...webhook,
    webhooks: all.map((hook: object) => ({
      ...hook,
      namespaceSelector: never,
      objectSelector: never,
    })),
  };
}

const validated = [
  'security.istio.io',
  'networking.istio.io',
  'telemetry.istio.io',
  'extensions.istio.io',
];

interface Validation {
  readonly hook: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly objects?: readonly Expression[];
}

function validating(target: Target, { hook, name, labels, objects }: Validation): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: {
      name,
      labels: {
        app: 'istiod',
        istio: 'istiod',
        'install.operator.istio.io/owning-resource': 'unknown',
        'istio.io/rev': revisionOf(target),
        'operator.istio.io/component': 'Pilot',
        release: 'istio',
        ...labels,
      },
    },
    webhooks: [
      {
        name: hook,
        clientConfig: {
          service: {
            name: revised('istiod', target),
            namespace: target.namespace,
            path: '/validate',
          },
        },
        rules: [
          {
            operations: ['CREATE', 'UPDATE'],
            apiGroups: validated,
            apiVersions: ['*'],
            resources: ['*'],
          },
        ],
        // istiod turns it into Fail once it can answer.
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        ...(objects && { objectSelector: selector(objects) }),
      },
    ],
  };
}

/** What is written for this revision alone. */
export function validatorWebhook(target: Target): Manifest {
  const revision = revisionOf(target);
  return validating(target, {
    hook: 'rev.validation.istio.io',
    name: `${revised('istio-validator', target)}-${target.namespace}`,
    labels: chartLabels('istiod', 'istiod'),
    objects: [['istio.io/rev', 'In', ...(revision === 'default' ? ['default'] : [revision])]],
  });
}

/** What is written for no revision: the default one looks at it. */
export function defaultValidatorWebhook(target: Target): Manifest {
  return validating(target, {
    hook: 'validation.istio.io',
    name: 'istiod-default-validator',
    labels: { ...chartLabels('base', 'istiod'), 'istio.io/tag': 'default' },
    objects: [['istio.io/rev', 'DoesNotExist']],
  });
}
