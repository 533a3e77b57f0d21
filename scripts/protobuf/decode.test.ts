import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canRunKubectl, realKubectl } from '../../tests/parity/kubectl.ts';
import { readTable } from '../protobuf-types.ts';
import { decodeProtobuf } from './decode.ts';

/** Field by field, as protobuf writes it: number and wire type, then the value. */
function message(...fields: [number, number | string | Uint8Array][]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.of(number << 3, value);
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.of((number << 3) | 2, bytes.length), bytes]);
    }),
  );
}

function object(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  const type = message([1, apiVersion], [2, kind]);
  return Buffer.concat([Buffer.from('k8s\0'), message([1, type], [2, raw])]);
}

test('reads an object that a Go client sends', () => {
  const metadata = message(
    [1, 'settings'],
    [8, new Uint8Array()],
    [11, message([1, 'app'], [2, 'web'])],
  );
  const raw = message([1, metadata], [2, message([1, 'level'], [2, 'debug'])], [4, 1]);
  expect(decodeProtobuf(object('v1', 'ConfigMap', raw))).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', creationTimestamp: null, labels: { app: 'web' } },
    data: { level: 'debug' },
    immutable: true,
  });
});

test('keeps a pointer to zero, and leaves out what is empty', () => {
  const spec = message([1, 0], [5, 0], [2, message()]);
  expect(decodeProtobuf(object('apps/v1', 'Deployment', message([2, spec])))).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { replicas: 0, selector: {} },
  });
});

test('gives secrets as base64, and ports by number or by name', () => {
  const data = message([1, 'key'], [2, 'value']);
  expect(decodeProtobuf(object('v1', 'Secret', message([2, data])))).toMatchObject({
    data: { key: 'dmFsdWU=' },
  });
  const port = (target: Uint8Array) => message([2, message([1, message([3, 80], [4, target])])]);
  const targetOf = (target: Uint8Array) => decodeProtobuf(object('v1', 'Service', port(target)));
  expect(targetOf(message([1, 0], [2, 8]))).toMatchObject({
    spec: { ports: [{ port: 80, targetPort: 8 }] },
  });
  expect(targetOf(message([1, 1], [3, 'http']))).toMatchObject({
    spec: { ports: [{ targetPort: 'http' }] },
  });
});

test('refuses what is not a message of Kubernetes', () => {
  expect(() => decodeProtobuf(Buffer.from('{"kind":"Pod"}'))).toThrow('not a Kubernetes protobuf');
  expect(() => decodeProtobuf(object('v9', 'Absent', message()))).toThrow('v9 Absent is not known');
});

test.runIf(canRunKubectl)('the table is what the real kubectl declares', () => {
  const table = readFileSync(new URL('types.txt', import.meta.url), 'utf8');
  expect(`${readTable(readFileSync(realKubectl()))}\n`).toBe(table);
});
