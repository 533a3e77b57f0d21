import type { Address } from '#cluster/network/http.ts';
import type { TlsPeer } from '#cluster/network/tls.ts';
import type { Endpoint, InboundServer, Labels, Metadata } from '#mesh/linkerd/proxy-api.ts';

/*
 * Labels as metrics print them, and in their order (linkerd/app/core/src/metrics.rs, transport/labels.rs).
 */

/** What an inbound proxy knows of how a connection came. */
export type ServerTlsState =
  | { readonly type: 'established'; readonly clientId: string | undefined }
  | { readonly type: 'passthru'; readonly sni: string }
  | { readonly type: 'none'; readonly reason: NoServerTls };

type NoServerTls = 'Loopback' | 'NoClientHello' | 'PortSkipped';

const noTlsReasons: Readonly<Record<NoServerTls, string>> = {
  Loopback: 'loopback',
  NoClientHello: 'no_tls_from_remote',
  PortSkipped: 'port_skipped',
};

export function printLabels(labels: Labels, prefix = ''): string {
  return Object.entries(labels)
    .map(([name, value]) => `${prefix}${name}="${value}"`)
    .join(',');
}

/** IPv4 only, as the course's clusters. */
export function addressText({ ip, port }: Address): string {
  return `${ip}:${port}`;
}

export function targetLabels(target: Address): string {
  return `target_addr="${addressText(target)}",target_ip="${target.ip}",target_port="${target.port}"`;
}

export function serverTlsLabels(tls: ServerTlsState): string {
  if (tls.type === 'established') return `tls="true",client_id="${tls.clientId ?? ''}"`;
  if (tls.type === 'passthru') return `tls="opaque",sni="${tls.sni}"`;
  return `tls="no_identity",no_tls_reason="${noTlsReasons[tls.reason]}"`;
}

/** Tells states apart, in few letters. */
export function serverTlsKey(tls: ServerTlsState): string {
  if (tls.type === 'established') return `=${tls.clientId ?? ''}`;
  return tls.type === 'passthru' ? `~${tls.sni}` : tls.reason;
}

/** As tap has it. */
export function serverTlsTap(tls: ServerTlsState): Labels {
  if (tls.type === 'established')
    return { tls: 'true', ...(tls.clientId !== undefined && { client_id: tls.clientId }) };
  return { tls: tls.type === 'passthru' ? 'opaque' : noTlsReasons[tls.reason] };
}

/** As Rust's Debug writes it in the log. */
export function serverTlsDebug(tls: ServerTlsState): string {
  if (tls.type === 'none') return `None(${tls.reason})`;
  if (tls.type === 'passthru') return `Some(Passthru { sni: ServerName(Name("${tls.sni}")) })`;
  const id = tls.clientId === undefined ? 'None' : `Some(ClientId(Dns(Name("${tls.clientId}"))))`;
  return `Some(Established { client_id: ${id}, negotiated_protocol: None })`;
}

/** Of a connection that came in: TLS that was opened here has this proxy's name. */
export function serverTlsOf(tls: TlsPeer | undefined, identity: string): ServerTlsState {
  if (!tls) return { type: 'none', reason: 'NoClientHello' };
  if (tls.serverName === identity) return { type: 'established', clientId: tls.peerIdentity };
  return { type: 'passthru', sni: tls.serverName ?? '' };
}

export function metadataLabels(prefix: string, { group, kind, name }: Metadata): string {
  return `${prefix}_group="${group}",${prefix}_kind="${kind}",${prefix}_name="${name}"`;
}

export function serverLabels({ server }: InboundServer, port: number): string {
  return `${metadataLabels('srv', server)},srv_port="${port}"`;
}

/** Of parents and backends of outbound routes. */
export function referenceLabels(prefix: string, metadata: Metadata): string {
  const { group, kind, name, namespace = '', port } = metadata;
  return `${prefix}_group="${group}",${prefix}_kind="${kind}",${prefix}_namespace="${namespace}",${prefix}_name="${name}",${prefix}_port="${port ?? ''}",${prefix}_section_name=""`;
}

export function routeReferenceLabels({ group, kind, name, namespace = '' }: Metadata): string {
  return `route_group="${group}",route_kind="${kind}",route_namespace="${namespace}",route_name="${name}"`;
}

/** Why a connection to an endpoint is in plain text, or whom it is sure to reach. */
export function clientTlsLabels({ tlsIdentity }: Endpoint, isLocal: boolean): string {
  if (isLocal) return 'tls="no_identity",no_tls_reason="loopback"';
  return tlsIdentity === undefined
    ? 'tls="no_identity",no_tls_reason="not_provided_by_service_discovery"'
    : `tls="true",server_id="${tlsIdentity}"`;
}

export function clientTlsTap({ tlsIdentity }: Endpoint, isLocal: boolean): Labels {
  if (isLocal) return { tls: 'loopback' };
  return tlsIdentity === undefined
    ? { tls: 'not_provided_by_service_discovery' }
    : { tls: 'true', server_id: tlsIdentity };
}
