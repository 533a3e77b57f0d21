import type { Verb } from './context.ts';
import { CommandError } from './errors.ts';
import { printTypedJson } from './printers/go-json.ts';
import { printKyaml } from './printers/kyaml.ts';
import { unknownFormat } from './printers/print.ts';
import { printRows } from './printers/tab-writer.ts';
import { printYaml } from './printers/yaml.ts';
import { type ApiResource, type Resources, apiVersionOf, fullName } from './resources.ts';

/** kubectl pkg/cmd/apiresources, v1.35. */
export const apiResources: Verb = async (context) => {
  const { flags, args } = context;
  const output = flags.text('output');
  if (args.length > 0) throw context.usage(`unexpected arguments: [${args.join(' ')}]`);
  context.access();
  const formats = ['json', 'kyaml', 'name', 'wide', 'yaml'];
  const sortBy = flags.text('sort-by');
  if (output !== '' && !formats.includes(output)) throw unknownFormat(output, formats);
  if (sortBy !== '' && sortBy !== 'name' && sortBy !== 'kind')
    throw new CommandError('--sort-by accepts only name or kind');
  const resources = preferred(
    await (flags.isOn('cached') ? context.resources() : context.rediscover()),
  ).filter(
    (one) =>
      one.verbs.length > 0 &&
      (!flags.changed('api-group') || one.group === flags.text('api-group')) &&
      (!flags.changed('namespaced') || one.namespaced === flags.isOn('namespaced')) &&
      flags.list('verbs').every((verb) => one.verbs.includes(verb)) &&
      flags.list('categories').every((category) => one.categories.includes(category)),
  );
  resources.sort(
    (a, b) => compare(keyOf(a, sortBy), keyOf(b, sortBy)) || compare(a.resource, b.resource),
  );
  await context.out(render(resources, output, !flags.isOn('no-headers')));
};

/** Each resource in the version its group prefers. */
export function preferred({ all }: Resources): ApiResource[] {
  return [...new Map(all.toReversed().map((one) => [fullName(one), one])).values()].toReversed();
}

function keyOf({ resource, kind, group }: ApiResource, sortBy: string): string {
  if (sortBy === 'name') return resource;
  return sortBy === 'kind' ? kind : group;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function render(resources: readonly ApiResource[], output: string, hasHeaders: boolean): string {
  const list = () => ({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: '',
    resources: resources.map(asApiResource),
  });
  if (output === 'json') return printTypedJson(list());
  if (output === 'yaml') return printYaml(list());
  if (output === 'kyaml') return printKyaml(list());
  if (output === 'name') return resources.map((one) => `${fullName(one)}\n`).join('');
  const wide = output === 'wide';
  const headers = [
    'NAME',
    'SHORTNAMES',
    'APIVERSION',
    'NAMESPACED',
    'KIND',
    ...(wide ? ['VERBS', 'CATEGORIES'] : []),
  ];
  const rows = resources.map((one) => [
    one.resource,
    one.shortNames.join(','),
    apiVersionOf(one),
    String(one.namespaced),
    one.kind,
    ...(wide ? [one.verbs.join(','), one.categories.join(',')] : []),
  ]);
  return printRows(hasHeaders ? [headers, ...rows] : rows);
}

function asApiResource(one: ApiResource): Record<string, unknown> {
  return {
    name: one.resource,
    singularName: one.singular,
    namespaced: one.namespaced,
    ...(one.group === '' ? {} : { group: one.group }),
    version: one.version,
    kind: one.kind,
    verbs: one.verbs,
    ...(one.shortNames.length > 0 ? { shortNames: one.shortNames } : {}),
    ...(one.categories.length > 0 ? { categories: one.categories } : {}),
  };
}
