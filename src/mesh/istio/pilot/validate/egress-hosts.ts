import type { Fields } from '#cluster/api/json.ts';
import { namespacedHost } from './names.ts';
import { all, error, fine, type Problems, warningIf } from './problems.ts';
import { texts } from '#mesh/istio/pilot/model/fields.ts';

export function egressHosts(listener: Fields | undefined, namespace: string): Problems {
  if (!listener) return fine;
  const hosts = texts(listener, 'hosts');
  if (hosts.length === 0) return error('sidecar: egress listener must contain at least one host');
  const seen = new Map<string, Set<string>>();
  const problems = hosts.map((host) =>
    all(
      warningIf(isCovered(host, namespace, seen), `duplicated egress host: ${host}`),
      namespacedHost(host, false),
    ),
  );
  const selectsAll = seen.get('*')?.has('*') === true && seen.size > 1;
  return all(
    ...problems,
    warningIf(selectsAll, '`*/*` host select all resources, no other hosts can be added'),
  );
}

function isCovered(host: string, namespace: string, seen: Map<string, Set<string>>): boolean {
  const slash = host.indexOf('/');
  if (slash === -1) return false;
  const place = host.slice(0, slash) === '.' ? namespace : host.slice(0, slash);
  const name = host.slice(slash + 1);
  const services = seen.get(place) ?? new Set<string>();
  const isTwice = name === '*' ? services.size > 0 : services.has(name) || services.has('*');
  seen.set(place, services.add(name));
  return isTwice;
}
