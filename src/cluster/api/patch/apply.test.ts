import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '#cluster/api/api.ts';
import { fieldsOf, listOf, type Fields } from '#cluster/api/json.ts';
import { applyDefaults } from '#cluster/api/schema/defaults.ts';
import { decode } from '#cluster/api/schema/decode.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { schemaOf } from '#cluster/api/schema/structure.ts';
import { serverSideApply } from './apply.ts';
import { intersection, pathsOf } from './applied-fields.ts';
import { difference, union, type FieldSet } from './field-set.ts';
import { entriesOf, trackUpdate } from './managed-fields.ts';

const gvk = { group: 'apps', version: 'v1', kind: 'Deployment' };
const schema = schemaOf(gvk);
const hasStatus = true;

function deployment(spec: Fields, labels?: Fields): Fields {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', ...(labels ? { labels } : {}) },
    spec,
  };
}

const web = deployment(
  {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }],
      },
    },
  },
  { app: 'web' },
);

function server(object: Fields): Fields {
  if (schema === undefined) throw new Error('no schema');
  return applyDefaults(decode(object, { gvk, schema, fieldValidation: 'Strict' }).object);
}

const at = (second: number) => `2026-01-01T00:00:0${second}Z`;

function created(manager = 'kubectl-create'): Fields {
  return trackUpdate(server(web), undefined, { manager, time: at(0), schema, hasStatus });
}

function updated(live: Fields, spec: Fields, manager: string, time = at(1)): Fields {
  const object = { ...live, spec: { ...fieldsOf(live['spec']), ...spec } };
  return trackUpdate(object, live, { manager, time, schema, hasStatus });
}

function apply(
  live: Fields | undefined,
  applied: Fields,
  manager = 'kubectl',
  force = false,
): Fields {
  return serverSideApply(live, applied, { manager, force, time: at(2), schema, hasStatus });
}

function managed(object: Fields): unknown {
  return fieldsOf(object['metadata'])['managedFields'];
}

describe('managedFields', () => {
  it('of a created Deployment are what the real server writes', async () => {
    const text = `${JSON.stringify(managed(created()), undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./testdata/created-deployment.golden');
  });

  it('give a changed field to who changed it, with the time of the change', () => {
    const next = updated(created(), { replicas: 5 }, 'kubectl-scale');
    const [first, second] = entriesOf(next);
    expect(first?.manager).toBe('kubectl-create');
    expect(pathsOf(first?.fields ?? {})).not.toContain('.spec.replicas');
    expect(second).toMatchObject({ manager: 'kubectl-scale', time: at(1), operation: 'Update' });
    expect(pathsOf(second?.fields ?? {})).toEqual(['.spec.replicas']);
  });

  it('keep their time and their value when nothing changes', () => {
    const live = created();
    expect(managed(updated(live, {}, 'kubectl-create'))).toEqual(managed(live));
  });

  it('lose a field that is removed', () => {
    const live = created();
    const next = updated(live, { revisionHistoryLimit: undefined }, 'kubectl-edit');
    expect(entriesOf(next)).toHaveLength(1);
    expect(pathsOf(entriesOf(next)[0]?.fields ?? {})).not.toContain('.spec.revisionHistoryLimit');
  });

  it('keep status apart, under its subresource', () => {
    const live = created();
    const object = {
      ...live,
      status: { replicas: 2, conditions: [{ type: 'Available', status: 'True' }] },
    };
    const next = trackUpdate(object, live, {
      manager: 'kube-controller-manager',
      subresource: 'status',
      time: at(1),
      schema,
      hasStatus,
    });
    expect(entriesOf(next)[1]).toMatchObject({
      subresource: 'status',
      fields: {
        'f:status': {
          'f:conditions': {
            '.': {},
            'k:{"type":"Available"}': { '.': {}, 'f:status': {}, 'f:type': {} },
          },
          'f:replicas': {},
        },
      },
    });
  });
});

describe('server-side apply', () => {
  it('creates, and owns what was applied only', async () => {
    const text = `${JSON.stringify(managed(apply(undefined, web)), undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot('./testdata/applied-deployment.golden');
  });

  it('refuses to take a field from another manager, in the words of the server', () => {
    const live = updated(
      created('kubectl-client-side-apply'),
      { replicas: 3 },
      'kubectl-client-side-apply',
    );
    const refusal = refusalOf(() => apply(live, web));
    expect(refusal.status).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message:
        'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-client-side-apply" using apps/v1',
            field: '.spec.replicas',
          },
        ],
      },
    });
  });

  it('lists several conflicts by manager', () => {
    const other = { ...web, spec: { ...fieldsOf(web['spec']), replicas: 9, paused: true } };
    const live = updated(updated(created('a'), { replicas: 3 }, 'a'), { paused: false }, 'b');
    expect(refusalOf(() => apply(live, other)).message).toBe(
      'Apply failed with 2 conflicts: conflicts with "a" using apps/v1:\n- .spec.replicas\nconflicts with "b" using apps/v1:\n- .spec.paused',
    );
  });

  it('takes it when forced', () => {
    const live = updated(created('a'), { replicas: 3 }, 'a');
    const next = apply(live, web, 'kubectl', true);
    expect(fieldsOf(next['spec'])['replicas']).toBe(2);
    expect(
      pathsOf(entriesOf(next).find(({ manager }) => manager === 'a')?.fields ?? {}),
    ).not.toContain('.spec.replicas');
  });

  it('shares a field that is the same', () => {
    const next = apply(apply(undefined, web, 'one'), web, 'two');
    expect(entriesOf(next).map(({ manager }) => manager)).toEqual(['two', 'one']);
    expect(entriesOf(next)[0]?.fields).toEqual(entriesOf(next)[1]?.fields);
  });

  it('removes what is no more applied, and keeps what another applied', () => {
    const live = apply(apply(undefined, web, 'one'), deployment({ replicas: 2 }), 'two');
    const less = deployment({
      selector: { matchLabels: { app: 'web' } },
      template: fieldsOf(web['spec'])['template'],
    });
    const next = apply(live, less, 'one');
    expect(fieldsOf(next['spec'])['replicas']).toBe(2);
    expect(fieldsOf(next['metadata'])['labels']).toBeUndefined();
    const none = apply(next, deployment({}), 'two');
    expect(fieldsOf(none['spec'])['replicas']).toBeUndefined();
  });

  it('removes a container with its defaults', () => {
    const template = fieldsOf(fieldsOf(web['spec'])['template']);
    const containers = [
      ...listOf(fieldsOf(template['spec'])['containers']),
      { name: 'log', image: 'log:1' },
    ];
    const two = deployment({
      ...fieldsOf(web['spec']),
      template: { ...template, spec: { containers } },
    });
    const live = applyDefaults(apply(undefined, two));
    const spec = fieldsOf(fieldsOf(fieldsOf(apply(live, web)['spec'])['template'])['spec']);
    expect(listOf(spec['containers']).map((one) => fieldsOf(one)['name'])).toEqual(['nginx']);
  });

  it('lets kubectl take over what it applied from the client', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(web) };
    const annotated = { ...web, metadata: { ...fieldsOf(web['metadata']), annotations } };
    const live = trackUpdate(server(annotated), undefined, {
      manager: 'kubectl-client-side-apply',
      time: at(0),
      schema,
      hasStatus,
    });
    const next = apply(live, deployment({ ...fieldsOf(web['spec']), replicas: 7 }, { app: 'web' }));
    expect(fieldsOf(next['spec'])['replicas']).toBe(7);
  });

  it('refuses what its type does not declare', () => {
    const refusal = refusalOf(() => apply(undefined, deployment({ replicas: '2', foo: 1 })));
    expect(refusal.status.code).toBe(500);
    expect(refusal.message).toContain(
      'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): errors:',
    );
    expect(refusal.message).toContain('  .spec.foo: field not declared in schema');
  });

  const names = fc.constantFrom('a', 'b', 'c');
  const configuration = fc
    .record(
      {
        replicas: fc.nat(3),
        minReadySeconds: fc.nat(2),
        template: fc.record({
          metadata: fc.record({ labels: fc.dictionary(names, names) }),
          spec: fc.record({
            containers: fc.uniqueArray(
              fc.record({ name: names, image: names }, { requiredKeys: ['name'] }),
              {
                selector: ({ name }) => name,
                minLength: 1,
              },
            ),
          }),
        }),
      },
      { requiredKeys: [] },
    )
    .map((spec) => deployment(spec));

  it('changes nothing when repeated', () => {
    fc.assert(
      fc.property(configuration, configuration, (first, second) => {
        const live = apply(apply(undefined, first, 'one'), second, 'two', true);
        expect(apply(live, second, 'two')).toEqual(live);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves of one manager exactly what it applies', () => {
    fc.assert(
      fc.property(configuration, configuration, (first, second) => {
        const direct = apply(undefined, second, 'one');
        expect(sorted(apply(apply(undefined, first, 'one'), second, 'one'))).toEqual(
          sorted(direct),
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** Zero values apart: a field that came and went leaves an empty parent, not Go's null list. */
function sorted(object: Fields): unknown {
  return decode(object, { gvk, schema: schema as Schema, fieldValidation: 'Ignore' }).object;
}

const anySet = fc
  .uniqueArray(
    fc.array(fc.constantFrom('f:a', 'f:b', 'k:{"name":"c"}'), { minLength: 1, maxLength: 4 }),
  )
  .map((paths) => paths.map(setOfPath).reduce<FieldSet>(union, {}));

function setOfPath(path: readonly string[]): FieldSet {
  return path.reduceRight<FieldSet>((inner, key) => ({ [key]: inner }), {});
}

describe('field sets', () => {
  const same = (a: FieldSet, b: FieldSet) =>
    expect(pathsOf(a).toSorted()).toEqual(pathsOf(b).toSorted());

  it('obey the laws of sets', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        same(union(a, b), union(b, a));
        same(union(difference(a, b), intersection(a, b)), a);
        expect(pathsOf(intersection(difference(a, b), b))).toEqual([]);
        const wanted = new Set([...pathsOf(a), ...pathsOf(b)]);
        expect(new Set(pathsOf(union(a, b)))).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });
});

function refusalOf(attempt: () => unknown): ApiError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
