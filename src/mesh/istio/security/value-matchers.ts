/** How a value of a policy becomes a matcher of Envoy's (istio/istio pilot/pkg/security/authz/matcher). */
import type { CidrRange, HeaderMatcher, StringMatcher } from '#mesh/istio/envoy/matchers.ts';
import type { MetadataMatcher, UriTemplate, ValueMatcher } from '#mesh/istio/envoy/rbac.ts';

export const anyText: StringMatcher = { safeRegex: { regex: '.+' } };

/** `*`, `*suffix`, `prefix*` or the text itself; a suffix after a given start is a regular expression. */
export function textMatcher(value: string, start = ''): StringMatcher {
  if (value === '*') return anyText;
  if (value.startsWith('*')) {
    return start
      ? { safeRegex: { regex: `${start}.*${value.slice(1)}` } }
      : { suffix: value.slice(1) };
  }
  return value.endsWith('*') ? { prefix: start + value.slice(0, -1) } : { exact: start + value };
}

export function headerMatcher(name: string, value: string): HeaderMatcher {
  return value === '*' ? { name, presentMatch: true } : { name, stringMatch: textMatcher(value) };
}

export function hostMatcher(value: string): HeaderMatcher {
  const name = ':authority';
  if (value === '*') return { name, presentMatch: true };
  return { name, stringMatch: { ...textMatcher(value), ignoreCase: true } };
}

/** One of the values that stand in a header by comma. */
export function inlineHeaderMatcher(name: string, value: string): HeaderMatcher {
  if (value === '*') return { name, presentMatch: true };
  const one = inlineRegex(value);
  const regex = `^${one}$|^${one},.*|.*,${one},.*|.*,${one}$`;
  return { name, stringMatch: { safeRegex: { regex } } };
}

function inlineRegex(value: string): string {
  if (value.startsWith('*')) return `.*${quoted(value.slice(1))}`;
  return value.endsWith('*') ? `${quoted(value.slice(0, -1))}.*` : quoted(value);
}

/** Go's regexp.QuoteMeta. */
function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

/** `{*}` is one segment of a path, `{**}` any number. */
export function isPathTemplate(value: string): boolean {
  return value.includes('{*}') || value.includes('{**}');
}

export function pathTemplate(value: string): UriTemplate {
  return {
    name: 'uri-template',
    typedConfig: {
      '@type':
        'type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
      pathTemplate: value.replaceAll('{*}', '*').replaceAll('{**}', '**'),
    },
  };
}

/** Undefined for what is no address. */
export function cidrRange(value: string): CidrRange | undefined {
  const [addressPrefix = '', bits] = value.split('/');
  const width = isIpv4(addressPrefix) ? 32 : isIpv6(addressPrefix) ? 128 : undefined;
  if (width === undefined) return undefined;
  if (bits === undefined) return { addressPrefix, prefixLen: width };
  return /^\d{1,3}$/.test(bits) && Number(bits) <= width
    ? { addressPrefix, prefixLen: Number(bits) }
    : undefined;
}

function isIpv4(text: string): boolean {
  return (
    /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) < 256)
  );
}

function isIpv6(text: string): boolean {
  return text.includes(':') && URL.canParse(`http://[${text}]/`);
}

/** What an authenticated request's token holds under these keys. */
export function claimMatcher(keys: readonly string[], value: ValueMatcher): MetadataMatcher {
  return {
    filter: 'envoy.filters.http.jwt_authn',
    path: ['payload', ...keys].map((key) => ({ key })),
    value,
  };
}

/** A claim that is one of the values, or a list in which one of them stands. */
export function claimAmong(keys: readonly string[], values: readonly string[]): MetadataMatcher {
  const value = anyOf(values.map((each) => ({ stringMatch: textMatcher(each) })));
  return claimMatcher(keys, {
    orMatch: { valueMatchers: [{ listMatch: { oneOf: value } }, value] },
  });
}

export function anyOf(valueMatchers: readonly ValueMatcher[]): ValueMatcher {
  const [only, ...others] = valueMatchers;
  return only && others.length === 0 ? only : { orMatch: { valueMatchers } };
}
