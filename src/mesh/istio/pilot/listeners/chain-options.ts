import type { FilterChainMatch } from '#mesh/istio/envoy/config.ts';
import type { ListenerProtocol } from '#mesh/istio/pilot/model/protocol.ts';
import type { MtlsMode } from '#mesh/istio/security/peer-authentication.ts';

/** One way in which a connection to a port may come, and what handles it: pilot/pkg/networking/core/filterchain_options.go (v1.31). */
export interface ChainOption extends Pick<
  FilterChainMatch,
  'transportProtocol' | 'applicationProtocols'
> {
  readonly protocol: 'HTTP' | 'TCP';
  /** TLS ends here. */
  readonly isTerminated: boolean;
}

export const plaintextHttp = ['http/1.1', 'h2c'] as const;
const mtlsHttp = ['istio-http/1.0', 'istio-http/1.1', 'istio-h2'] as const;
const mtlsTcp = ['istio-peer-exchange', 'istio'] as const;
const mtlsAny = ['istio', 'istio-peer-exchange', ...mtlsHttp] as const;

type Protocols = readonly string[] | undefined;

function tls(protocol: 'HTTP' | 'TCP', applications?: Protocols): ChainOption {
  return { ...matching(applications), transportProtocol: 'tls', protocol, isTerminated: true };
}

function plain(protocol: 'HTTP' | 'TCP', applications?: Protocols): ChainOption {
  return {
    ...matching(applications),
    transportProtocol: 'raw_buffer',
    protocol,
    isTerminated: false,
  };
}

function matching(applications: Protocols) {
  return applications ? { applicationProtocols: applications } : {};
}

/** TLS that is not the mesh's: the application's own, passed on as it is. */
const foreignTls: ChainOption = { transportProtocol: 'tls', protocol: 'TCP', isTerminated: false };

const options: Readonly<
  Record<Exclude<ListenerProtocol, 'Unknown'>, Readonly<Record<MtlsMode, readonly ChainOption[]>>>
> = {
  HTTP: {
    STRICT: [tls('HTTP')],
    PERMISSIVE: [tls('HTTP', mtlsAny), plain('HTTP')],
    DISABLE: [plain('HTTP')],
  },
  TCP: {
    STRICT: [tls('TCP')],
    PERMISSIVE: [tls('TCP', mtlsAny), plain('TCP'), foreignTls],
    DISABLE: [plain('TCP')],
  },
  Auto: {
    STRICT: [tls('HTTP', mtlsHttp), tls('TCP')],
    PERMISSIVE: [
      tls('HTTP', mtlsHttp),
      plain('HTTP', plaintextHttp),
      tls('TCP', mtlsTcp),
      plain('TCP'),
      foreignTls,
    ],
    DISABLE: [plain('HTTP', plaintextHttp), plain('TCP')],
  },
};

export function chainOptions(protocol: ListenerProtocol, mode: MtlsMode): readonly ChainOption[] {
  return options[protocol === 'Unknown' ? 'TCP' : protocol][mode];
}
