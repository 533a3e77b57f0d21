import type { HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import type { ClientTls, TlsPeer } from '#cluster/network/tls.ts';

/**
 * TLS inside TLS: an app's own, which two proxies carry through their mutual one without opening it. A connection of the network
 * has a place for one layer; the inner one goes with the request and with the response, as its bytes would.
 */
const hellos = new WeakMap<HttpRequest, ClientTls>();
const peers = new WeakMap<HttpResponse, TlsPeer>();

export function sealRequest(request: HttpRequest, hello: ClientTls): HttpRequest {
  const sealed = { ...request };
  hellos.set(sealed, hello);
  return sealed;
}

/** What the client inside said first. */
export function sealedHello(request: HttpRequest): ClientTls | undefined {
  return hellos.get(request);
}

export function sealResponse(response: HttpResponse, peer: TlsPeer): HttpResponse {
  const sealed = { ...response };
  peers.set(sealed, peer);
  return sealed;
}

export function sealedPeer(response: HttpResponse): TlsPeer | undefined {
  return peers.get(response);
}
