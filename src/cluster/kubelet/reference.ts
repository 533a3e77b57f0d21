/** An image reference, normalised: `nginx` is `docker.io/library/nginx:latest`. */
export interface Reference {
  /** With its registry, without tag or digest. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** All of it: `docker.io/library/nginx:latest`. */
  readonly text: string;
}

const pattern =
  /^((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?\/)?([a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$/;

/** github.com/distribution/reference: undefined for what is not a reference. */
export function parseReference(image: string): Reference | undefined {
  const match = pattern.exec(image);
  if (!match) return undefined;
  const [, first = '', rest = '', tag, digest] = match;
  const isRegistry = /[.:]/.test(first) || first === 'localhost/';
  const path = isRegistry ? rest : `${first}${rest}`;
  // A folder in capitals is no registry, and no path either.
  if (/[A-Z]/.test(path)) return undefined;
  const isOfficial = !path.includes('/') && (!isRegistry || first === 'docker.io/');
  const registry = isRegistry ? first : 'docker.io/';
  const name = `${registry}${isOfficial ? 'library/' : ''}${path}`;
  const effectiveTag = tag ?? (digest ? undefined : 'latest');
  return {
    name,
    tag: effectiveTag,
    digest,
    text: `${name}${effectiveTag ? `:${effectiveTag}` : ''}${digest ? `@${digest}` : ''}`,
  };
}
