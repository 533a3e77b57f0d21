import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '#cluster/api/api.ts';
import type { Fields } from '#cluster/api/json.ts';
import { customDefaults } from './custom-defaults.ts';
import { validateCustom } from './custom-validate.ts';
import { customSchema } from './custom.ts';
import { decode, type FieldValidation } from './decode.ts';
import { applyDefaults } from './defaults.ts';
import { duplicateFields } from './duplicates.ts';
import { invalid } from './field-error.ts';
import {
  addQuantity,
  canonicalQuantity,
  compareQuantity,
  formatQuantity,
  milliOf,
  parseQuantity,
  subtractQuantity,
  unitsOf,
} from './quantity.ts';
import { gvkOf } from './schema.ts';
import { schemaOf } from './structure.ts';
import { validate } from './validate.ts';

function read(object: Fields, fieldValidation: FieldValidation = 'Strict') {
  const gvk = gvkOf(object);
  const schema = schemaOf(gvk);
  if (schema === undefined) throw new Error(`no schema of ${gvk.kind}`);
  return decode(object, { gvk, schema, fieldValidation });
}

async function refusal(work: () => unknown): Promise<string> {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return ((await error.exact?.()) ?? error).message;
    throw error;
  }
  return 'accepted';
}

const pod = (spec: Fields, metadata: Fields = { name: 'a' }): Fields => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
  spec,
});
const deployment = (spec: Fields): Fields => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x' },
  spec,
});
const web = {
  selector: { matchLabels: { app: 'web' } },
  template: {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'a', image: 'b' }] },
  },
};

describe('decoding', () => {
  it.each([
    [
      deployment({ replicas: '3' }),
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      deployment({ replicas: 1.5 }),
      'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      deployment({ foo: 1, template: { spec: { containers: [{ imag: 'x' }] } } }),
      'strict decoding error: unknown field "spec.foo", unknown field "spec.template.spec.containers[0].imag"',
    ],
    [
      deployment({ template: { spec: { containers: [{ env: [{ name: 'A', value: 1 }] }] } } }),
      'json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
    ],
    [
      deployment({
        template: { spec: { containers: [{ resources: { limits: { cpu: '1x' } } }] } },
      }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
  ])('refuses %j', async (object, text) => {
    expect(await refusal(() => read(object))).toBe(
      `Deployment in version "v1" cannot be handled as a Deployment: ${text}`,
    );
  });

  it('refuses what is not base64 in a Secret', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a' },
      data: { key: 'a b' },
    };
    expect(await refusal(() => read(secret))).toContain('illegal base64 data at input byte 1');
  });

  it('warns of unknown fields, or says nothing, as asked', () => {
    const object = deployment({ foo: 1 });
    expect(read(object, 'Warn').warnings).toEqual(['unknown field "spec.foo"']);
    expect(read(object, 'Ignore').warnings).toEqual([]);
  });

  it('finds fields that are given twice', () => {
    const text = '{"a":{"b":[{"c":1,"c":2},{"c":1}]},"d":"\\"a\\":","a":{}}';
    expect(duplicateFields(text)).toEqual(['a.b[0].c', 'a']);
  });

  it('leaves out what Go leaves out, and writes what Go writes', () => {
    const { object } = read(
      pod({
        hostNetwork: false,
        hostname: '',
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'a',
            image: null,
            env: [],
            resources: { limits: { memory: '1024Mi', cpu: 0.5 } },
          },
        ],
      }),
    );
    expect(object['spec']).toEqual({
      automountServiceAccountToken: false,
      containers: [{ name: 'a', resources: { limits: { memory: '1Gi', cpu: '500m' } } }],
    });
    expect(object['status']).toEqual({});
  });
});

describe('defaults', () => {
  it('of a Pod and a Deployment are those of the real server', async () => {
    const one = pod({
      containers: [
        {
          name: 'a',
          image: 'nginx',
          ports: [{ containerPort: 80 }],
          livenessProbe: { httpGet: { port: 80 } },
          resources: { limits: { cpu: '1' } },
        },
      ],
      volumes: [{ name: 'v' }, { name: 's', secret: { secretName: 's' } }],
    });
    const text = [one, deployment(web)]
      .map((object) => JSON.stringify(applyDefaults(read(object).object), undefined, 2))
      .join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot('./testdata/defaults.golden');
  });

  it('change nothing the second time', () => {
    const once = applyDefaults(read(deployment(web)).object);
    expect(applyDefaults(once)).toBe(once);
    const withStatus: Fields = { ...once, status: { replicas: 1 } };
    expect(applyDefaults(withStatus)['spec']).toBe(once['spec']);
  });

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['nginx@sha256:abc', 'IfNotPresent'],
  ])('pull %s: %s', (image, policy) => {
    const { spec } = applyDefaults(pod({ containers: [{ name: 'a', image }] }));
    expect(spec).toMatchObject({ containers: [{ imagePullPolicy: policy }] });
  });
});

describe('validation', () => {
  const errorsOf = (object: Fields, old?: Fields) =>
    validate(
      applyDefaults(read(object, 'Ignore').object),
      old && applyDefaults(read(old, 'Ignore').object),
    );
  const message = (object: Fields, old?: Fields) => {
    const { group, kind } = gvkOf(object);
    return invalid({ group, kind, name: 'x' }, errorsOf(object, old)).message;
  };

  it('accepts what is good', () => {
    expect(errorsOf(deployment(web))).toEqual([]);
    expect(errorsOf(pod({ containers: [{ name: 'a', image: 'b' }] }))).toEqual([]);
  });

  it('says all that is wrong, in the order of the real server', async () => {
    const bad = [
      pod(
        {
          containers: [
            {
              name: 'A',
              ports: [{ containerPort: 99999 }],
              volumeMounts: [{ name: 'x', mountPath: '/x' }],
            },
          ],
        },
        { name: 'No_Name', labels: { 'a b': 'c d' } },
      ),
      deployment({ ...web, selector: { matchLabels: { app: 'other' } } }),
      deployment({}),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: '1a' },
        spec: { ports: [{ port: 80 }, { port: 80 }] },
      },
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'c' },
        spec: {
          schedule: '* * *',
          jobTemplate: { spec: { template: { spec: { containers: [] } } } },
        },
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { 'a b': '' } },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'r' },
        rules: [{}],
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'i' },
        spec: { rules: [{ http: { paths: [{ path: 'a', pathType: 'Prefix', backend: {} }] } }] },
      },
    ];
    await expect(`${bad.map((object) => message(object)).join('\n\n')}\n`).toMatchFileSnapshot(
      './testdata/invalid.golden',
    );
  });

  it('keeps immutable fields as they are', () => {
    const labels = { app: 'other' };
    const other = {
      selector: { matchLabels: labels },
      template: { ...web.template, metadata: { labels } },
    };
    expect(message(deployment(other), deployment(web))).toBe(
      'Deployment.apps "x" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable',
    );
  });

  it('is nothing for a write of status', () => {
    const object = pod({ containers: [] });
    expect(validate({ ...object, status: { phase: 'Running' } }, object)).toEqual([]);
  });

  it('gives each error as a cause', () => {
    const { status } = invalid(
      { group: 'apps', kind: 'Deployment', name: 'x' },
      errorsOf(deployment({ ...web, replicas: -1 })),
    );
    expect(status).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message:
        'Deployment.apps "x" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      details: {
        name: 'x',
        group: 'apps',
        kind: 'Deployment',
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: -1: must be greater than or equal to 0',
            field: 'spec.replicas',
          },
        ],
      },
    });
  });
});

describe('a custom kind', () => {
  const schema = customSchema({
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        required: ['size'],
        properties: {
          size: { type: 'integer', minimum: 1 },
          color: { type: 'string', default: 'red', enum: ['red', 'blue'] },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    },
  });
  const widget = (spec: Fields): Fields => ({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name: 'w' },
    spec,
  });

  it('is pruned, and strict when asked', async () => {
    const object = widget({ size: 1, no: 1, free: { any: 1 } });
    const of = { gvk: gvkOf(object), schema };
    expect(decode(object, { ...of, fieldValidation: 'Ignore' }).object['spec']).toEqual({
      size: 1,
      free: { any: 1 },
    });
    expect(await refusal(() => decode(object, { ...of, fieldValidation: 'Strict' }))).toBe(
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.no"',
    );
  });

  it('gets its defaults', () => {
    expect(customDefaults(widget({ size: 1 }), schema)['spec']).toEqual({ size: 1, color: 'red' });
  });

  it('is judged by its schema', () => {
    const texts = (spec: Fields) =>
      invalid({ group: '', kind: 'W', name: 'w' }, validateCustom(widget(spec), schema)).message;
    expect(texts({})).toBe('W "w" is invalid: spec.size: Required value');
    expect(texts({ size: 0 })).toBe(
      'W "w" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
    );
    expect(texts({ size: 'a' })).toBe(
      'W "w" is invalid: spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
    );
    expect(texts({ size: 1, color: 'x' })).toBe(
      'W "w" is invalid: spec.color: Unsupported value: "x": supported values: "red", "blue"',
    );
  });
});

describe('quantities', () => {
  it.each([
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.1Gi', '107374182400m'],
    ['1500', '1500'],
    ['1000', '1k'],
    ['1e3', '1e3'],
    ['0', '0'],
    ['1Ki', '1Ki'],
    ['12e6', '12e6'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it('are counted as a scheduler counts', () => {
    expect([milliOf('250m'), milliOf('1.5'), milliOf(2), unitsOf('1Ki'), unitsOf('100m')]).toEqual([
      250, 1500, 2000, 1024, 1,
    ]);
  });

  it('keep their value when they are written, and add up', () => {
    const amounts = fc
      .tuple(fc.nat(1_000_000), fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi', 'e3'))
      .map(([n, suffix]) => `${n}${suffix}`);
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const [x, y] = [parseQuantity(a), parseQuantity(b)];
        if (x === undefined || y === undefined) throw new Error('no quantity');
        expect(parseQuantity(formatQuantity(x))?.nano).toBe(x.nano);
        expect(subtractQuantity(addQuantity(x, y), y).nano).toBe(x.nano);
        expect(compareQuantity(addQuantity(x, y), x)).toBe(y.nano === 0n ? 0 : 1);
      }),
    );
  });
});
