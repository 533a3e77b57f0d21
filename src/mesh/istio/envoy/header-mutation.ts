import type { Headers } from '#cluster/network/http.ts';
import type { HeaderValueOption } from './routes.ts';

/** What a route, a virtual host or a weighted cluster does to a message's headers. */
export interface Mutation {
  readonly add?: readonly HeaderValueOption[] | undefined;
  readonly remove?: readonly string[] | undefined;
}

/** `format` fills in what `%…%` stands for. Headers of requests are lower-case, and so are Envoy's own. */
export function mutateHeaders(
  headers: Headers,
  { add = [], remove = [] }: Mutation,
  format: (template: string) => string,
): Headers {
  if (add.length === 0 && remove.length === 0) return headers;
  let changed: Headers = headers;
  for (const name of remove) changed = withoutHeader(changed, name.toLowerCase());
  for (const { header, appendAction = 'APPEND_IF_EXISTS_OR_ADD' } of add) {
    const name = header.key.toLowerCase();
    const value = format(header.value);
    const exists = changed.some(([key]) => key === name);
    if (exists && appendAction === 'ADD_IF_ABSENT') continue;
    const kept =
      appendAction === 'OVERWRITE_IF_EXISTS_OR_ADD' ? withoutHeader(changed, name) : changed;
    changed = [...kept, [name, value]];
  }
  return changed;
}

export function withoutHeader(headers: Headers, name: string): Headers {
  return headers.some(([key]) => key === name) ? headers.filter(([key]) => key !== name) : headers;
}

/** In its place, or at the end. */
export function setHeader(headers: Headers, name: string, value: string): Headers {
  const at = headers.findIndex(([key]) => key === name);
  if (at < 0) return [...headers, [name, value]];
  return headers.toSpliced(at, 1, [name, value]);
}
