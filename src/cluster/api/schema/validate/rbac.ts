import { fieldsOf, isEqual, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import { dnsSubdomain } from './names.ts';
import { each, invalid, required, unsupported } from './report.ts';

/** pkg/apis/rbac/validation/validation.go */
export function roleErrors(object: Fields): FieldError[] {
  const isCluster = object['kind'] === 'ClusterRole';
  return listOf(object['rules']).flatMap((rule, index) => {
    const field = `rules[${index}]`;
    const { verbs, apiGroups, resources, nonResourceURLs } = fieldsOf(rule);
    const errors =
      listOf(verbs).length === 0
        ? [required(`${field}.verbs`, 'verbs must contain at least one value')]
        : [];
    if (listOf(nonResourceURLs).length > 0) {
      if (!isCluster)
        return [
          ...errors,
          invalid(
            `${field}.nonResourceURLs`,
            nonResourceURLs,
            'namespaced rules cannot apply to non-resource URLs',
          ),
        ];
      const mixed = listOf(apiGroups).length + listOf(resources).length > 0;
      return mixed
        ? [
            ...errors,
            invalid(
              `${field}.nonResourceURLs`,
              nonResourceURLs,
              'rules cannot apply to both regular resources and non-resource URLs',
            ),
          ]
        : errors;
    }
    if (listOf(apiGroups).length === 0)
      errors.push(
        required(`${field}.apiGroups`, 'resource rules must supply at least one api group'),
      );
    if (listOf(resources).length === 0)
      errors.push(
        required(`${field}.resources`, 'resource rules must supply at least one resource'),
      );
    return errors;
  });
}

export function bindingErrors(object: Fields): FieldError[] {
  const { apiGroup, kind, name } = fieldsOf(object['roleRef']);
  const isCluster = object['kind'] === 'ClusterRoleBinding';
  const group = 'rbac.authorization.k8s.io';
  return [
    ...(apiGroup === group ? [] : [unsupported('roleRef.apiGroup', apiGroup ?? '', [group])]),
    ...(kind === 'ClusterRole' || (kind === 'Role' && !isCluster)
      ? []
      : [
          unsupported(
            'roleRef.kind',
            kind ?? '',
            isCluster ? ['ClusterRole'] : ['Role', 'ClusterRole'],
          ),
        ]),
    ...(textOf(name) === '' ? [required('roleRef.name')] : []),
    ...listOf(object['subjects']).flatMap((subject, index) =>
      subjectErrors(fieldsOf(subject), `subjects[${index}]`, isCluster),
    ),
  ];
}

function subjectErrors(subject: Fields, field: string, isCluster: boolean): FieldError[] {
  const { kind, name, namespace, apiGroup } = subject;
  const group = 'rbac.authorization.k8s.io';
  const text = textOf(name);
  const ofName = text === '' ? [required(`${field}.name`)] : [];
  if (kind === 'ServiceAccount') {
    return [
      ...ofName,
      ...(text === '' ? [] : each(`${field}.name`, text, dnsSubdomain(text))),
      ...(textOf(apiGroup) === '' ? [] : [unsupported(`${field}.apiGroup`, apiGroup, [''])]),
      ...(textOf(namespace) === '' && isCluster ? [required(`${field}.namespace`)] : []),
    ];
  }
  if (kind === 'User' || kind === 'Group') {
    return [
      ...ofName,
      ...(apiGroup === group ? [] : [unsupported(`${field}.apiGroup`, apiGroup ?? '', [group])]),
    ];
  }
  return [...ofName, unsupported(`${field}.kind`, kind ?? '', ['ServiceAccount', 'User', 'Group'])];
}

export function bindingUpdate(object: Fields, old: Fields): FieldError[] {
  return isEqual(object['roleRef'], old['roleRef'])
    ? []
    : [invalid('roleRef', object['roleRef'], 'cannot change roleRef')];
}
