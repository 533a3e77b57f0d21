import { textOf, type Fields } from '#cluster/api/json.ts';
import type { Address } from '#cluster/network/http.ts';
import { Refusal, workloadOf, type Calls } from '#mesh/linkerd/control-plane/introspection.ts';
import { profileMessage } from '#mesh/linkerd/control-plane/messages/profile.ts';
import type { Destination } from '#mesh/linkerd/proxy-api.ts';
import { parseAuthority } from './authority.ts';

const name = '/io.linkerd.proxy.destination.Destination';

/** What `linkerd diagnostics endpoints` and `profile` ask (controller/api/destination/server.go, edge-26.6.3). */
export function destinationCalls(service: Destination, clusterDomain: string): Calls {
  return {
    [`${name}/Get`]: (asked) => {
      const { path, workload } = read(asked);
      if (!parseAuthority(path, clusterDomain)) throw invalid(path);
      return service.get(path, workload) ?? {};
    },
    [`${name}/GetProfile`]: (asked) => {
      const { path, workload } = read(asked);
      const target = addressOf(path);
      const isKnown = isIp(target.ip) || parseAuthority(path, clusterDomain) !== undefined;
      if (!isKnown) throw invalid(path);
      return profileMessage(service.getProfile(target, workload));
    },
  };
}

function read({ path, context_token: token }: Fields) {
  return { path: textOf(path), workload: workloadOf(textOf(token)) };
}

function invalid(path: string): Refusal {
  return new Refusal('InvalidArgument', `Invalid authority: ${path}`);
}

/** Port 80 is understood. */
function addressOf(path: string): Address {
  const [, ip = path, port = '80'] = /^(.*?)(?::(\d+))?$/.exec(path) ?? [];
  return { ip, port: Number(port) };
}

function isIp(text: string): boolean {
  return /^\d+(?:\.\d+){3}$/.test(text);
}
