import type { HeaderValueOption, Route } from '#mesh/istio/envoy/routes.ts';
import type {
  HeaderOperations,
  HttpHeaders,
} from '#mesh/istio/pilot/model/virtual-service-spec.ts';

export interface Operations {
  readonly headers: Pick<
    Route,
    | 'requestHeadersToAdd'
    | 'requestHeadersToRemove'
    | 'responseHeadersToAdd'
    | 'responseHeadersToRemove'
  >;
  /** Not a header for Envoy: the host of the request is rewritten. */
  readonly authority: string | undefined;
}

/** What is set before what is added, by name: pilot/pkg/networking/core/route/route.go TranslateHeadersOperations (v1.31). */
export function headerOperations({ request, response }: HttpHeaders = {}): Operations {
  const requestHeadersToAdd = added(request);
  const responseHeadersToAdd = added(response);
  const requestHeadersToRemove = removed(request);
  const responseHeadersToRemove = removed(response);
  return {
    headers: {
      ...(requestHeadersToAdd.length > 0 ? { requestHeadersToAdd } : {}),
      ...(requestHeadersToRemove.length > 0 ? { requestHeadersToRemove } : {}),
      ...(responseHeadersToAdd.length > 0 ? { responseHeadersToAdd } : {}),
      ...(responseHeadersToRemove.length > 0 ? { responseHeadersToRemove } : {}),
    },
    authority: authorityIn(request?.set) ?? authorityIn(request?.add),
  };
}

function added({ set, add }: HeaderOperations = {}): readonly HeaderValueOption[] {
  return [
    ...options(set).map((header) => ({
      header,
      appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD' as const,
    })),
    // Appending is Envoy's zero, which is not written.
    ...options(add).map((header) => ({ header })),
  ];
}

function options(headers: Readonly<Record<string, string>> = {}) {
  return Object.entries(headers)
    .filter(([key]) => !isInternal(key))
    .map(([key, value]) => ({ key, value }))
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function removed({ remove = [] }: HeaderOperations = {}): readonly string[] {
  return remove.filter((key) => !isInternal(key));
}

/** Envoy does not let these be changed as headers. */
function isInternal(key: string): boolean {
  return key.startsWith(':') || key.toLowerCase() === 'host';
}

function isAuthority(key: string): boolean {
  return [':authority', 'host'].includes(key.toLowerCase());
}

function authorityIn(headers: Readonly<Record<string, string>> = {}): string | undefined {
  return Object.entries(headers).findLast(([key]) => isAuthority(key))?.[1];
}
