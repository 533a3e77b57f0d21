import type { Fields } from '#cluster/api/json.ts';
import {
  base64,
  type Component,
  type Manifest,
  type ServingSecret,
  tlsSecret,
} from './manifest.ts';
import { isSet, textAt, valueAt, type Values } from './values.ts';

/** Makes a certificate that vouches for itself: `genSelfSignedCert` of the charts. */
export type SelfSigned = (host: string) => {
  readonly certificatePem: string;
  readonly keyPem: string;
};

interface WebhookOptions {
  /** `sp-validator`: its Service is `linkerd-sp-validator`. */
  readonly name: string;
  readonly mutates?: boolean;
  /** Where its settings are in the values: `profileValidator`. */
  readonly path: string;
  readonly rules: readonly Fields[];
}

/** The Secret of a webhook's server, and what sends it its reviews. */
export function webhook(
  values: Values,
  component: Component,
  options: WebhookOptions,
  selfSigned: SelfSigned,
): readonly Manifest[] {
  const { namespace, labels } = component;
  const service = `linkerd-${options.name}`;
  const setting = (key: string) => textAt(values, `${options.path}.${key}`);
  const own = selfSigned(`${service}.${namespace}.svc`);
  const given = setting('crtPEM') !== '';
  const secret: ServingSecret = {
    name: `${service}-k8s-tls`,
    certificatePem: given ? setting('crtPEM') : own.certificatePem,
    keyPem: given ? setting('keyPEM') : own.keyPem,
  };
  const kind = options.mutates === true ? 'Mutating' : 'Validating';
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: `${service}-webhook-config`, labels },
    webhooks: [
      {
        name: `${service}.linkerd.io`,
        namespaceSelector: valueAt(values, `${options.path}.namespaceSelector`),
        clientConfig: {
          service: { name: service, namespace, path: '/' },
          caBundle: base64((setting('caBundle') || own.certificatePem).trim()),
        },
        failurePolicy: textAt(values, 'webhookFailurePolicy'),
        admissionReviewVersions: ['v1', 'v1beta1'],
        rules: options.rules,
        sideEffects: 'None',
        ...(options.mutates === true && { timeoutSeconds: 10 }),
      },
    ],
  };
  const isExternal = isSet(values, `${options.path}.externalSecret`);
  return [...(isExternal ? [] : [tlsSecret(component, secret)]), configuration];
}
