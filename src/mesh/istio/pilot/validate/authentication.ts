import { type Fields, fieldsOf } from '#cluster/api/json.ts';
import { headerName } from './headers.ts';
import { quoted } from './names.ts';
import { all, error, errorIf, fine, listed, type Problems } from './problems.ts';
import { entries, has, messages, optional, text, texts } from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { selection, selector } from './scope.ts';
import { duration } from './values.ts';

export function peerAuthentication({ spec }: Resource): Problems {
  const labels = fieldsOf(optional(spec, 'selector')?.['matchLabels']);
  const ports = entries(spec, 'portLevelMtls');
  return all(
    errorIf(
      Object.keys(labels).length === 0 && ports.length > 0,
      'mesh/namespace peer authentication cannot have port level mTLS',
    ),
    errorIf(
      has(spec, 'portLevelMtls') && ports.length === 0,
      'port level mTLS, if defined, must have at least one element',
    ),
    ...ports.map(([port]) =>
      errorIf(!(Number(port) > 0 && Number(port) <= 65_535), 'port must be in range 1..65535'),
    ),
    selector(spec),
  );
}

export function requestAuthentication({ spec }: Resource): Problems {
  const rules = messages(spec, 'jwtRules').filter((rule) => rule !== undefined);
  return all(selection(spec), ...rules.map(jwtRule));
}

function jwtRule(rule: Fields): Problems {
  const hasEmpty = (list: readonly string[]) => list.includes('');
  const problems = all(
    errorIf(text(rule, 'issuer') === '', 'issuer must be set'),
    errorIf(hasEmpty(texts(rule, 'audiences')), 'audience must be non-empty string'),
    text(rule, 'jwksUri') === '' ? fine : jwksUri(text(rule, 'jwksUri')),
    text(rule, 'jwks') === '' ? fine : jwks(text(rule, 'jwks')),
    ...messages(rule, 'fromHeaders').map(headerLocation),
    errorIf(hasEmpty(texts(rule, 'fromParams')), 'location query must be non-empty string'),
    errorIf(hasEmpty(texts(rule, 'fromCookies')), 'cookie name must be non-empty string'),
    ...messages(rule, 'outputClaimToHeaders').map(claimHeader),
    duration(rule, 'timeout'),
  );
  return listed(problems);
}

function headerLocation(location: Fields | undefined): Problems {
  if (!location) return error('location header name must be non-null');
  return errorIf(text(location, 'name') === '', 'location header name must be non-empty string');
}

function claimHeader(output: Fields | undefined): Problems {
  if (!output) return error('outputClaimToHeaders must not be null');
  if (text(output, 'claim') === '' || text(output, 'header') === '') {
    return error('outputClaimToHeaders header and claim value must be non-empty string');
  }
  return headerName(text(output, 'header'));
}

function jwksUri(uri: string): Problems {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri)?.[1]?.toLowerCase() ?? '';
  const isKnown = scheme === 'http' || scheme === 'https';
  return errorIf(!isKnown, `URI scheme ${quoted(scheme)} is not supported`);
}

function jwks(keys: string): Problems {
  try {
    const parsed = fieldsOf(JSON.parse(keys));
    const isKey = has(parsed, 'keys') || has(parsed, 'kty');
    return errorIf(!isKey, 'jwks parse error: failed to unmarshal JWK set');
  } catch {
    return error('jwks parse error: failed to unmarshal JWK set');
  }
}
