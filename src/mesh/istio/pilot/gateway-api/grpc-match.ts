import type { Fields } from '#cluster/api/json.ts';
import { text } from '#mesh/istio/pilot/model/fields.ts';
import type { StringMatch } from '#mesh/istio/pilot/model/virtual-service-spec.ts';

/** A service and a method are a path: `/service/method`. */
export function grpcMatch(method: Fields | undefined): StringMatch | undefined {
  if (!method) return undefined;
  const [service, name] = [text(method, 'service'), text(method, 'method')];
  if (service === '' && name === '') return undefined;
  if (text(method, 'type') === 'RegularExpression') {
    const [anyService, anyMethod] = [service || '[^/]+', name || '[^/]+'];
    return { regex: `/${anyService}/${anyMethod}` };
  }
  if (service !== '' && name !== '') return { exact: `/${service}/${name}` };
  return name === '' ? { prefix: `/${service}/` } : { regex: `/[^/]+/${name}` };
}
