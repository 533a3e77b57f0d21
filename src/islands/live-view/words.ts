import type { TrafficEdge, TrafficEnd } from '#schemas/live-view.ts';

const kinds: Record<TrafficEnd['kind'], string> = {
  workload: '',
  service: 'service ',
  machine: '',
  outside: 'hors du cluster : ',
};

export function endInWords({ kind, namespace, name }: TrafficEnd): string {
  const place = namespace === '' || namespace === 'default' ? '' : ` (${namespace})`;
  return `${kinds[kind]}${name}${place}`;
}

const fates: Record<TrafficEdge['fate'], string> = {
  answered: 'répondu',
  failed: 'en échec',
  refused: 'refusé',
};

export function fateInWords({ fate, result }: Pick<TrafficEdge, 'fate' | 'result'>): string {
  return `${fates[fate]} (${result})`;
}

/** mTLS when both ends have shown who they are. */
export function encryptionInWords({
  encrypted,
  callerIdentity,
}: Pick<TrafficEdge, 'encrypted' | 'callerIdentity'>): string {
  if (!encrypted) return 'en clair';
  return callerIdentity === '' ? 'chiffré (TLS)' : 'chiffré (mTLS)';
}

/** `23/11/2026 09:00:00 UTC`: the cluster's time, the same for everybody. */
export function timeInWords(ms: number): string {
  const [day = '', clock = ''] = new Date(ms).toISOString().split('T');
  return `${day.split('-').toReversed().join('/')} ${clock.slice(0, 8)} UTC`;
}
