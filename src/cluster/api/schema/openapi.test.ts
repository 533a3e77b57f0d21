import { describe, expect, it } from 'vitest';
import { at, type Fields, fieldsOf } from '#cluster/api/json.ts';
import { createKinds } from '#cluster/api/kinds/kinds.ts';
import { createStore } from '#cluster/api/storage/store.ts';
import { openApiIndex, openApiV2, openApiV3Json } from './openapi.ts';

const kinds = createKinds(createStore());

/** Every `$ref` of a document leads somewhere. */
function missing(document: Fields, prefix: string, known: Fields): string[] {
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !Object.hasOwn(known, name.replace(prefix, '')));
}

const v3 = async (groupVersion: string) =>
  fieldsOf(JSON.parse(new TextDecoder().decode(await openApiV3Json(kinds, groupVersion))));

describe('OpenAPI', () => {
  it('lists a document for each group version', () => {
    const paths = Object.keys((openApiIndex(kinds)['paths'] ?? {}) as Fields);
    expect(paths).toContain('api/v1');
    expect(paths).toContain('apis/apps/v1');
    expect(paths).not.toContain('apis/apps/v1beta1');
  });

  it('describes Deployments down to the last field', async () => {
    const document = await v3('apps/v1');
    const schemas = at(document, 'components', 'schemas') as Fields;
    expect(missing(document, '#/components/schemas/', schemas)).toEqual([]);
    expect(at(schemas, 'io.k8s.api.apps.v1.Deployment', 'x-kubernetes-group-version-kind')).toEqual(
      [{ group: 'apps', kind: 'Deployment', version: 'v1' }],
    );
    expect(at(schemas, 'io.k8s.api.core.v1.Container', 'properties', 'ports')).toMatchObject({
      type: 'array',
      items: {
        allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.ContainerPort' }],
        default: {},
      },
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'containerPort',
      'x-kubernetes-patch-strategy': 'merge',
    });
    expect(
      at(schemas, 'io.k8s.api.core.v1.Container', 'properties', 'imagePullPolicy', 'enum'),
    ).toEqual(['Always', 'IfNotPresent', 'Never']);
  });

  it('tells clients that writes can be validated and tried', async () => {
    const document = await v3('apps/v1');
    const patch = at(
      document,
      'paths',
      '/apis/apps/v1/namespaces/{namespace}/deployments/{name}',
      'patch',
    );
    expect(JSON.stringify(at(patch, 'parameters'))).toMatch(/dryRun.*fieldValidation/);
    expect(
      at(patch, 'requestBody', 'content', 'application/strategic-merge-patch+json'),
    ).toBeDefined();
  });

  it('has one document of version 2', async () => {
    const document = await openApiV2(kinds);
    expect(missing(document, '#/definitions/', document['definitions'] as Fields)).toEqual([]);
  });
});
