import { goSort } from '#commands/kubectl/go-sort.ts';
import { textAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import { messages } from './config-dump.ts';
import { print, printTable } from './output.ts';
import { dumpOf } from './sources.ts';

/** Extensions that are discovered by themselves (istioctl/pkg/writer/envoy/configdump/ecds.go). */
export const ecdsVerb: Verb = async (context) => {
  const { '@type': _, ...section } = (await dumpOf(context, 'ecds', 'ecds')).section('Ecds');
  await print(context, {
    short: () => {
      const rows = messages(section, 'ecdsFilters', 'ecdsFilter').map((extension) => ({
        name: textAt(extension, 'name'),
        type: String(recordType(extension['typedConfig'])),
      }));
      const sorted = goSort(rows, (a, b) =>
        a.type === b.type ? a.name < b.name : a.type < b.type,
      );
      return printTable([['ECDS NAME', 'TYPE'], ...sorted.map(({ name, type }) => [name, type])]);
    },
    whole: () => section,
    isMessage: true,
  });
};

function recordType(config: unknown): string {
  const type = textAt({ config }, 'config.@type');
  return type.replace(/^type\.googleapis\.com\//, '');
}
