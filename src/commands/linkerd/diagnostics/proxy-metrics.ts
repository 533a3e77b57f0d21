import { sha256 } from '@noble/hashes/sha2.js';
import type { Verb } from '#commands/linkerd/command.ts';
import { podsFor } from '#commands/linkerd/resource-pods.ts';
import { hexOf } from '#mesh/x509/big-endian.ts';
import { metricsOf } from './pod-metrics.ts';

/** cli/cmd/metrics.go. */
export const proxyMetrics: Verb = async (context) => {
  const [resource = ''] = context.args;
  const pods = await podsFor(context, context.namespace, resource);
  const all = await metricsOf(context, pods, 'linkerd-admin');
  const isObfuscated = context.flags.isOn('obfuscate');
  const blocks = all.map(({ pod, answer }, place) => {
    const head = `#\n# POD ${pod} (${place + 1} of ${all.length})\n#\n`;
    if ('error' in answer) return `${head}# ERROR: ${answer.error}\n`;
    return head + (isObfuscated ? obfuscated(answer.metrics) : answer.metrics);
  });
  await context.out(blocks.join(''));
};

const named = /\b(authority|client_id|server_id|target_addr|dst_service|dst_namespace)="([^"]*)"/g;

/** `obfuscateMetrics`: what names somebody is a hash of itself. */
function obfuscated(metrics: string): string {
  return metrics.replaceAll(named, (_, label: string, value: string) => {
    const hash = sha256(new TextEncoder().encode(value)).subarray(0, 4);
    return `${label}="${hexOf(hash)}"`;
  });
}
