import { fieldsOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';

/** Keys of a Secret that gateways may use, the first that are there: pilot/pkg/credentials/kube/secrets.go (v1.31). */
export const keyPairs = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;
export const rootKeys = ['cacert', 'ca.crt'] as const;

const keys = [...keyPairs.flat(), ...rootKeys];

/** Types that the credentials controller does not watch. */
const unwatched: readonly string[] = ['helm.sh/release.v1', 'kubernetes.io/service-account-token'];

export function isWatched(secret: KubeObject): boolean {
  return !unwatched.includes(textOf(secret['type']));
}

/** What may change a gateway's certificates; the others are only named when they are missed. */
export function isCredential(secret: KubeObject): boolean {
  const data = fieldsOf(secret['data']);
  return isWatched(secret) && keys.some((key) => Object.hasOwn(data, key));
}
