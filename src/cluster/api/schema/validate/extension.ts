import { at, fieldsOf, isFields, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import { selectorErrors } from './metadata.ts';
import { dns1035Label, dnsSubdomain } from './names.ts';
import { each, invalid, oneOf, required } from './report.ts';

/** apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go */
export function definitionErrors(object: Fields): FieldError[] {
  const spec = fieldsOf(object['spec']);
  const names = fieldsOf(spec['names']);
  const [group, plural, kind] = [
    textOf(spec['group']),
    textOf(names['plural']),
    textOf(names['kind']),
  ];
  const name = textOf(at(object, 'metadata', 'name'));
  const wanted = `${plural}.${group}`;
  const versions = listOf(spec['versions']).map(fieldsOf);
  const stored = versions.filter((version) => version['storage'] === true);
  return [
    ...(name === wanted
      ? []
      : [invalid('metadata.name', name, `must be spec.names.plural+"."+spec.group`)]),
    ...(group === '' ? [required('spec.group')] : each('spec.group', group, dnsSubdomain(group))),
    ...oneOf('spec.scope', spec['scope'], ['Cluster', 'Namespaced']),
    ...versions.flatMap((version, index) => versionErrors(version, `spec.versions[${index}]`)),
    ...(stored.length === 1
      ? []
      : [
          invalid(
            'spec.versions',
            spec['versions'] ?? null,
            'must have exactly one version marked as storage version',
          ),
        ]),
    ...(plural === ''
      ? [required('spec.names.plural')]
      : each('spec.names.plural', plural, dns1035Label(plural))),
    ...(kind === ''
      ? [required('spec.names.kind')]
      : each(
          'spec.names.kind',
          kind,
          dns1035Label(kind.toLowerCase()).map(
            (text) => `may have mixed case, but should otherwise match: ${text}`,
          ),
        )),
  ];
}

function versionErrors(version: Fields, field: string): FieldError[] {
  const name = textOf(version['name']);
  const schema = at(version, 'schema', 'openAPIV3Schema');
  return [
    ...each(`${field}.name`, name, dns1035Label(name)),
    ...(isFields(schema)
      ? at(schema, 'type') === undefined
        ? [required(`${field}.schema.openAPIV3Schema.type`, 'must not be empty at the root')]
        : []
      : [required(`${field}.schema.openAPIV3Schema`, 'schemas are required')]),
  ];
}

/** pkg/apis/admissionregistration/validation/validation.go */
export function webhookErrors(object: Fields): FieldError[] {
  return listOf(object['webhooks']).flatMap((one, index) => {
    const field = `webhooks[${index}]`;
    const hook = fieldsOf(one);
    const name = textOf(hook['name']);
    const { url, service } = fieldsOf(hook['clientConfig']);
    const isOne = (url === undefined) !== (service === undefined);
    const full =
      name.split('.').length < 3
        ? [
            invalid(
              `${field}.name`,
              name,
              'should be a domain with at least three segments separated by dots',
            ),
          ]
        : [];
    return [
      ...(name === ''
        ? [required(`${field}.name`)]
        : [...each(`${field}.name`, name, dnsSubdomain(name)), ...full]),
      ...oneOf(`${field}.sideEffects`, hook['sideEffects'], ['None', 'NoneOnDryRun']),
      ...(isOne
        ? []
        : [required(`${field}.clientConfig`, 'exactly one of url or service is required')]),
      ...selectorErrors(hook['namespaceSelector'], `${field}.namespaceSelector`),
    ];
  });
}
