import { at, fieldsOf, textOf } from '#cluster/api/json.ts';
import type { Resource, Selection } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { findType } from '#mesh/linkerd/viz/resource-types.ts';
import type { TapEvent } from '#mesh/linkerd/tap-api.ts';

/*
 * What is asked of tap and what it sends, an event a line (linkerd2 edge-26.6.3: viz/tap/proto/viz_tap.proto), as the JSON rendering of
 * those messages.
 */

export interface TapRequest {
  readonly target: Selection;
  readonly maxRps: number;
  readonly match: TapMatch;
}

/** What a request has to be, in every way that is named. */
export interface TapMatch {
  readonly destination?: Resource;
  readonly scheme?: string;
  readonly method?: string;
  readonly authority?: string;
  /** What its path begins with. */
  readonly path?: string;
}

export const tapGroup = 'tap.linkerd.io';
export const tapVersion = 'v1alpha1';

/** TapReqToURL (viz/tap/pkg/protohttp.go). */
export function tapPath({ target }: TapRequest): string {
  const { type, namespace, name } = target.resource;
  const root = `/apis/${tapGroup}/${tapVersion}/watch/namespaces`;
  return type === 'namespace' ? `${root}/${name}/tap` : `${root}/${namespace}/${type}s/${name}/tap`;
}

/** An event, as a client of a tap server that it trusts reads it. */
export function parseTapEvent(line: string): TapEvent {
  return JSON.parse(line) as TapEvent;
}

/** Undefined for what is no request: anybody may send anything. */
export function parseTapRequest(text: string): TapRequest | undefined {
  const value = parsed(text);
  const resource = resourceOf(at(value, 'target', 'resource'));
  const match = fieldsOf(at(value, 'match'));
  const destination = resourceOf(match['destination']);
  const maxRps = at(value, 'maxRps');
  return (
    resource && {
      target: { resource, labelSelector: textOf(at(value, 'target', 'labelSelector')) },
      maxRps: typeof maxRps === 'number' && maxRps > 0 ? maxRps : 100,
      match: {
        ...(destination && { destination }),
        ...textsOf(match, ['scheme', 'method', 'authority', 'path']),
      },
    }
  );
}

function textsOf<K extends string>(fields: Readonly<Record<string, unknown>>, keys: readonly K[]) {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const text = textOf(fields[key]);
    if (text !== '') found[key] = text;
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function resourceOf(value: unknown): Resource | undefined {
  const fields = fieldsOf(value);
  const type = findType(textOf(fields['type']));
  return type && { type, namespace: textOf(fields['namespace']), name: textOf(fields['name']) };
}
