import type { Fields } from '#cluster/api/json.ts';
import { all, error, errorIf, fine, type Problems } from './problems.ts';
import { messages, number, optional, text } from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { selection } from './scope.ts';

export function wasmPlugin({ spec }: Resource): Problems {
  const vm = optional(spec, 'vmConfig');
  return all(
    selection(spec),
    pluginUrl(text(spec, 'url')),
    sha(text(spec, 'sha256')),
    errorIf(
      text(spec, 'imagePullSecret').length > 253,
      'imagePullSecret field must be less than 253 characters long',
    ),
    errorIf(
      text(spec, 'pluginName').length > 256,
      'pluginName field must be less than 255 characters long',
    ),
    vm ? environment(messages(vm, 'env')) : fine,
    trafficMatch(spec),
  );
}

const schemes = ['', 'file', 'http', 'https', 'oci'];

function pluginUrl(url: string): Problems {
  if (url === '') return error('url field needs to be set');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase() ?? '';
  return errorIf(!schemes.includes(scheme), `url contains unsupported scheme: ${scheme}`);
}

function sha(digest: string): Problems {
  if (digest === '') return fine;
  if (digest.length !== 64) return error('sha256 field must be 64 characters long');
  return errorIf(!/^[\da-f]*$/.test(digest), 'sha256 field must match [a-f0-9]{64} pattern');
}

function environment(variables: readonly (Fields | undefined)[]): Problems {
  const seen = new Set<string>();
  for (const each of variables) {
    if (!each) continue;
    const name = text(each, 'name');
    if (name === '') return error('spec.vmConfig.env invalid');
    if (name.length > 256) return error('env.name field must be less than 255 characters long');
    if (seen.has(name)) return error('duplicate env');
    seen.add(name);
    if (text(each, 'valueFrom') === 'HOST' && text(each, 'value') !== '') {
      return error('value may only be set when valueFrom is INLINE');
    }
  }
  return fine;
}

function trafficMatch(spec: Fields): Problems {
  const wrong = messages(spec, 'match').flatMap((selector, at) => {
    if (!selector) return [`spec.Match[${at}] is nil`];
    return messages(selector, 'ports').flatMap((port, index) => {
      if (!port) return [`spec.Match[${at}].Ports[${index}] is nil`];
      const value = number(port, 'number');
      if (value > 0 && value <= 65_535) return [];
      return [`spec.Match[${at}].Ports[${index}] is out of range: ${value}`];
    });
  });
  const [first] = wrong;
  return first === undefined ? fine : error(first);
}
