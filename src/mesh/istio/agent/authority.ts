import { ApiError } from '#cluster/api/api.ts';
import { type Authority, createAuthority } from '#mesh/istio/security/authority.ts';
import type { Mesh } from './mesh.ts';

const secretName = 'istio-ca-secret';

/** Undefined where a CA was plugged in that nobody here has the key of. */
export function authorityOf(mesh: Mesh, namespace: string): Authority | undefined {
  const { api, clock, random } = mesh.host;
  if (api.find('secrets', { namespace, name: 'cacerts' })) return undefined;
  const stored = api.find('secrets', { namespace, name: secretName });
  if (stored) return mesh.authorities.get(atob(String(stored.data?.['ca-cert.pem'] ?? '')));
  const authority = createAuthority({ clock, random });
  const pem = authority.root.pem();
  mesh.authorities.set(pem, authority);
  store(mesh, namespace, authority);
  return authority;
}

function store({ host }: Mesh, namespace: string, { root, rootKeyPem }: Authority): void {
  const pem = btoa(root.pem());
  const data = {
    'ca-cert.pem': pem,
    'ca-key.pem': btoa(rootKeyPem()),
    'cert-chain.pem': '',
    'key.pem': '',
    'root-cert.pem': pem,
  };
  try {
    host.api.create(
      'secrets',
      { metadata: { namespace, name: secretName }, type: 'istio.io/ca-root', data },
      { manager: 'pilot-discovery' },
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
