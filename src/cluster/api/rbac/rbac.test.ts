import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createAuthorizer } from './create-authorizer.ts';
import { defaultRbac } from './default-rbac.ts';

function startApi() {
  const { api } = createApi({ clock: createClock(0), random: createRandom(1) });
  for (const name of ['kube-system', 'kube-public', 'local-path-storage', 'default']) {
    if (!api.find('namespaces', { name })) api.create('namespaces', { metadata: { name } });
  }
  for (const { resource, object } of defaultRbac()) api.create(resource, object);
  return { api, authorizer: createAuthorizer(api) };
}

const rbac = 'rbac.authorization.k8s.io';

function can(verb: string, resource: string, namespace = '', group = '') {
  const [name = '', subresource] = resource.split('/');
  return {
    verb,
    target: {
      type: 'resource' as const,
      group,
      resource: name,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === '' ? {} : { namespace }),
    },
  };
}

const admin = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
};
const jane = { name: 'jane', groups: ['system:authenticated'] };

test('the administrator of kubeadm may do anything, by its binding', () => {
  const { authorizer } = startApi();
  expect(authorizer.allows({ user: admin, ...can('delete', 'nodes') })).toEqual({
    allowed: true,
    reason:
      'RBAC: allowed by ClusterRoleBinding "kubeadm:cluster-admins" of ClusterRole "cluster-admin" to Group "kubeadm:cluster-admins"',
  });
  const masters = { name: 'root', groups: ['system:masters'] };
  expect(authorizer.allows({ user: masters, ...can('delete', 'nodes') })).toEqual({
    allowed: true,
    reason: '',
  });
});

test('anyone may look at the API and ask what they may do, and no more', () => {
  const { authorizer } = startApi();
  const path = (path: string) =>
    authorizer.allows({ user: jane, verb: 'get', target: { type: 'path', path } }).allowed;
  expect([path('/api'), path('/apis/apps/v1'), path('/version'), path('/metrics')]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(
    authorizer.allows({
      user: jane,
      ...can('create', 'selfsubjectaccessreviews', '', 'authorization.k8s.io'),
    }).allowed,
  ).toBe(true);
  expect(authorizer.allows({ user: jane, ...can('list', 'pods', 'default') })).toEqual({
    allowed: false,
    reason: '',
  });
});

test('a role binding grants in its namespace only, a service account by its own name', () => {
  const { api, authorizer } = startApi();
  const bot = { name: 'system:serviceaccount:default:bot', groups: ['system:serviceaccounts'] };
  api.create(`roles.${rbac}`, {
    metadata: { namespace: 'default', name: 'reader' },
    rules: [
      { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'], verbs: ['get'] },
    ],
  });
  api.create(`rolebindings.${rbac}`, {
    metadata: { namespace: 'default', name: 'read' },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'bot' }],
  });
  const allowed = (request: ReturnType<typeof can>, name?: string) =>
    authorizer.allows({
      user: bot,
      verb: request.verb,
      target: { ...request.target, ...(name ? { name } : {}) },
    }).allowed;
  expect(allowed(can('list', 'pods', 'default'))).toBe(true);
  expect(allowed(can('get', 'pods/log', 'default'))).toBe(true);
  expect(allowed(can('create', 'pods/exec', 'default'))).toBe(false);
  expect(allowed(can('list', 'pods', 'kube-system'))).toBe(false);
  expect(allowed(can('list', 'pods'))).toBe(false);
  expect(allowed(can('get', 'configmaps', 'default'), 'one')).toBe(true);
  expect(allowed(can('get', 'configmaps', 'default'), 'two')).toBe(false);
  expect(authorizer.allows({ user: bot, ...can('list', 'pods', 'default') }).reason).toBe(
    'RBAC: allowed by RoleBinding "read/default" of Role "reader" to ServiceAccount "bot/default"',
  );
  expect(authorizer.rules?.(bot, 'default').resourceRules).toContainEqual({
    verbs: ['get', 'list'],
    apiGroups: [''],
    resources: ['pods', 'pods/log'],
  });
});

test('a binding to a role that is not there says so', () => {
  const { api, authorizer } = startApi();
  api.create(`clusterrolebindings.${rbac}`, {
    metadata: { name: 'broken' },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'nothing' },
    subjects: [{ apiGroup: rbac, kind: 'User', name: 'jane' }],
  });
  expect(authorizer.allows({ user: jane, ...can('list', 'pods') })).toEqual({
    allowed: false,
    reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "nothing" not found',
  });
});

test('writes rules as they are in the upstream tables', () => {
  const byName = new Map(
    defaultRbac().map(({ resource, object }) => [`${resource} ${object.metadata.name}`, object]),
  );
  expect(byName.get(`clusterroles.${rbac} cluster-admin`)?.['rules']).toEqual([
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ]);
  expect(byName.get(`clusterroles.${rbac} system:kube-dns`)?.['rules']).toEqual([
    { apiGroups: [''], resources: ['endpoints', 'services'], verbs: ['list', 'watch'] },
  ]);
  expect(
    byName.get(`clusterroles.${rbac} system:controller:clusterrole-aggregation-controller`)?.[
      'rules'
    ],
  ).toEqual([
    {
      apiGroups: [rbac],
      resources: ['clusterroles'],
      verbs: ['escalate', 'get', 'list', 'patch', 'update', 'watch'],
    },
  ]);
});
