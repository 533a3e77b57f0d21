import type { JsonObject } from '#cluster/api/object.ts';
import { at } from '#cluster/api/json.ts';
import { recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import type { ConfigDump } from './config-dump.ts';
import { print, printTable } from './output.ts';
import { dumpOf } from './sources.ts';

/** PrintBootstrapDump and PrintBootstrapSummary of istioctl/pkg/writer/envoy/configdump/configdump.go. */
export const bootstrapVerb: Verb = async (context) => {
  const dump = await dumpOf(context, 'bootstrap', 'bootstrap');
  await print(context, {
    short: () => bootstrapSummary(dump),
    whole: () => {
      const { '@type': _, ...message } = dump.section('Bootstrap');
      return message;
    },
    isMessage: true,
  });
};

export function bootstrapSummary(dump: ConfigDump): string {
  const node = recordAt(dump.section('Bootstrap'), 'bootstrap.node');
  const sha = textAt(node, 'metadata.ISTIO_PROXY_SHA');
  const rows = [
    ['Istio Version:', textAt(node, 'metadata.ISTIO_VERSION')],
    ['Istio Proxy Version:', sha.split(':')[1] ?? sha],
    ['Envoy Version:', envoyVersion(recordAt(node, 'userAgentBuildVersion'))],
  ];
  return printTable(
    rows.filter(([, value]) => value !== ''),
    1,
  );
}

function envoyVersion(build: JsonObject): string {
  const numbers = ['majorNumber', 'minorNumber', 'patch'].map(
    (name) => textAt(build, `version.${name}`) || '0',
  );
  const parts = [
    ['build.label', '-'],
    ['revision.status', '/'],
    ['build.type', '/'],
    ['ssl.version', '/'],
  ].map(([key = '', separator = '']) => {
    const value = at(build, 'metadata', key);
    return typeof value === 'string' ? `${separator}${value}` : '';
  });
  return `${numbers.join('.')}${parts.join('')}`;
}
