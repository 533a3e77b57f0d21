const dnsLike = /^(\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why a text is no identity, in DNS form or SPIFFE's: policy-controller/src/validation.rs (edge-26.6.3). */
export function problemOfIdentity(identity: string): string | undefined {
  if (!identity.startsWith('spiffe://')) {
    return dnsLike.test(identity)
      ? undefined
      : `identity must be a valid SPIFFE id or a DNS SAN, matching the regex: ${dnsLike.source}`;
  }
  const [, domain = '', path = ''] = /^spiffe:\/\/([^/]*)(.*)$/s.exec(identity) ?? [];
  if (domain === '') return 'SPIFFE trust domain is missing';
  if (!/^[a-z0-9\-._]+$/.test(domain)) {
    return 'SPIFFE trust domain characters are limited to lowercase letters, numbers, dots, dashes, and underscores';
  }
  return path === '' ? undefined : problemOfPath(path.slice(1).split('/'));
}

function problemOfPath(segments: readonly string[]): string | undefined {
  for (const [at, segment] of segments.entries()) {
    if (segment === '') {
      return at === segments.length - 1
        ? 'SPIFFE path cannot have a trailing slash'
        : 'SPIFFE path cannot contain empty segments';
    }
    if (!/^[A-Za-z0-9\-._]+$/.test(segment)) {
      return 'SPIFFE path segment characters are limited to letters, numbers, dots, dashes, and underscores';
    }
    if (segment === '.' || segment === '..') return 'SPIFFE path cannot contain dot segments';
  }
  return undefined;
}
