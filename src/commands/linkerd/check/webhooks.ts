import type { JsonObject } from '#cluster/api/object.ts';
import { isNotFound } from '#commands/kubectl/errors.ts';
import { listAt, textAt } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import { credentialsIn } from './credentials.ts';
import { skipped, type Category, type Check, type Verdict } from './runner.ts';
import { servingExpiry, servingProblem } from './serving-certificates.ts';

interface Webhook {
  /** `proxy-injector`. */
  readonly name: string;
  readonly configurations: 'mutatingwebhookconfigurations' | 'validatingwebhookconfigurations';
  readonly hasOldSecret: boolean;
  /** Came later: nothing is wrong when it is not there. */
  readonly isOptional: boolean;
}

const webhooks: readonly Webhook[] = [
  {
    name: 'proxy-injector',
    configurations: 'mutatingwebhookconfigurations',
    hasOldSecret: true,
    isOptional: false,
  },
  {
    name: 'sp-validator',
    configurations: 'validatingwebhookconfigurations',
    hasOldSecret: true,
    isOptional: false,
  },
  {
    name: 'policy-validator',
    configurations: 'validatingwebhookconfigurations',
    hasOldSecret: false,
    isOptional: true,
  },
];

export const webhooksAndApiServices: Category = {
  id: 'linkerd-webhooks-and-apisvc-tls',
  checks: webhooks.flatMap(checksOf),
};

function checksOf(webhook: Webhook): readonly Check[] {
  const { name } = webhook;
  return [
    {
      description: `${name} webhook has valid cert`,
      anchor: `l5d-${name}-webhook-cert-valid`,
      isFatal: true,
      run: (checker) => unlessAbsent(webhook, () => validity(webhook, checker)),
    },
    {
      description: `${name} cert is valid for at least 60 days`,
      anchor: `l5d-${name}-webhook-cert-not-expiring-soon`,
      isWarning: true,
      run: (checker) => unlessAbsent(webhook, () => expiry(webhook, checker)),
    },
  ];
}

async function unlessAbsent(
  { isOptional }: Webhook,
  work: () => Promise<Verdict>,
): Promise<Verdict> {
  try {
    return await work();
  } catch (error) {
    if (isOptional && isNotFound(error)) return skipped;
    throw error;
  }
}

async function validity(webhook: Webhook, checker: Checker): Promise<Verdict> {
  const path = `/apis/admissionregistration.k8s.io/v1/${webhook.configurations}`;
  const configuration = await checker.get(`${path}/linkerd-${webhook.name}-webhook-config`);
  const bundles = bundlesOf(configuration);
  const [bundle = ''] = bundles;
  if (bundles.length !== 1) return `expected 1 webhooks, found ${bundles.length}`;
  const credentials = await credentialsIn(checker, secretOf(webhook, checker));
  const host = `linkerd-${webhook.name}.${checker.namespace}.svc`;
  return servingProblem(checker, credentials, { bundle, host });
}

async function expiry(webhook: Webhook, checker: Checker): Promise<Verdict> {
  return servingExpiry(checker, await credentialsIn(checker, secretOf(webhook, checker)));
}

function secretOf({ name, hasOldSecret }: Webhook, { namespace }: Checker) {
  return {
    namespace,
    name: `linkerd-${name}-k8s-tls`,
    ...(hasOldSecret && { oldName: `linkerd-${name}-tls` }),
  };
}

function bundlesOf(configuration: JsonObject): readonly string[] {
  return listAt(configuration, 'webhooks').map((webhook) =>
    atob(textAt(webhook, 'clientConfig.caBundle')),
  );
}
