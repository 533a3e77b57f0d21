import type { Certificate } from '#mesh/x509/certificate.ts';
import type { Secret } from '#mesh/istio/envoy/envoy.ts';
import { secretNames } from '#mesh/istio/envoy/secret-names.ts';
import type { AdminContext } from './admin.ts';

type Message = Readonly<Record<string, unknown>>;

/** SecretsConfigDump: those that the agent has given, and those still waited for. Keys are never shown. */
export function secretsDump({ config, secrets, startedAt }: AdminContext): Message {
  const named = (config ? secretNames(config) : []).map((name) => [name, secrets(name)] as const);
  const active = named.flatMap(([name, secret]) => (secret ? [activeSecret(name, secret)] : []));
  const warming = named.flatMap(([name, secret]) =>
    secret ? [] : [warmingSecret(name, new Date(startedAt).toISOString())],
  );
  return {
    '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump',
    ...(active.length > 0 && { dynamic_active_secrets: active }),
    ...(warming.length > 0 && { dynamic_warming_secrets: warming }),
  };
}

const type = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret';

function activeSecret(name: string, secret: Secret): Message {
  const updated = new Date(secret.lastUpdated).toISOString();
  return {
    name,
    version_info: `${updated.slice(0, 19)}Z/1`,
    last_updated: updated,
    secret: { '@type': type, name, ...contentOf(secret) },
  };
}

function warmingSecret(name: string, updated: string): Message {
  return {
    name,
    version_info: 'uninitialized',
    last_updated: updated,
    secret: { '@type': type, name },
  };
}

function contentOf(secret: Secret): Message {
  if (secret.type === 'validation')
    return { validation_context: { trusted_ca: { inline_bytes: inline(secret.trusted) } } };
  const { certificate } = secret;
  return {
    tls_certificate: {
      certificate_chain: { inline_bytes: inline([certificate, ...certificate.issuers]) },
      private_key: { inline_bytes: btoa('[redacted]') },
    },
  };
}

function inline(certificates: readonly Certificate[]): string {
  return btoa(certificates.map(({ pem }) => pem()).join(''));
}
