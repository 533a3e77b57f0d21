import type { TlsPeer } from '#cluster/network/tls.ts';
import type { Surroundings } from './connection.ts';
import type { Trace } from './trace.ts';
import type { Url } from './urls.ts';

export interface Verifier {
  verify: (url: Url, peer: TlsPeer | undefined) => Promise<void>;
}

export function createVerifier(_: Surroundings): Verifier {
  return { verify: () => Promise.resolve() };
}

export async function describeTls(trace: Trace, peer: TlsPeer | undefined): Promise<void> {
  await trace.info(`SSL connection using ${peer?.version ?? 'TLSv1.3'}`);
}
