import type { Fields } from '#cluster/api/json.ts';
import { fqdn, isDnsLabel, quoted } from './names.ts';
import { all, errorIf, fine, type Problems, warning } from './problems.ts';
import { texts } from '#mesh/istio/pilot/model/fields.ts';

/** As istiod: the first name with no namespace is the last one looked at. */
export function gatewayNames(owner: Fields): Problems {
  let problems = fine;
  for (const name of texts(owner, 'gateways')) {
    const slash = name.indexOf('/');
    if (slash === -1) return all(problems, plainName(name));
    problems = all(problems, namespacedName(name.slice(0, slash), name.slice(slash + 1)));
  }
  return problems;
}

function plainName(name: string): Problems {
  if (!name.includes('.')) return fqdn(name);
  const [first = '', second = ''] = name.split('.');
  const recommended = quoted(`${second}/${first}`);
  return all(
    warning(
      `using legacy gatewayName format ${quoted(name)}; prefer the <namespace>/<name> format: ${recommended}`,
    ),
    fqdn(name),
  );
}

function namespacedName(namespace: string, name: string): Problems {
  return all(
    errorIf(namespace === '' || name === '', 'config namespace and gateway name cannot be empty'),
    errorIf(!isDnsLabel(namespace), `invalid value for namespace: ${quoted(namespace)}`),
    errorIf(!isDnsLabel(name), `invalid value for gateway name: ${quoted(name)}`),
  );
}
