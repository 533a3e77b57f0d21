import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeWorkload, encodeWorkload, type Workload } from './workload.ts';

const word = fc.string({ maxLength: 200 });
const workload: fc.Arbitrary<Workload> = fc.record({
  name: word,
  namespace: word,
  workload: word,
  cluster: word,
  canonicalName: word,
  canonicalRevision: fc.string({ minLength: 1 }),
  app: word,
  version: word,
});

test('what one proxy says of itself the other one reads', () => {
  fc.assert(
    fc.property(workload, (said) => {
      expect(decodeWorkload(encodeWorkload(said))).toEqual(said);
    }),
  );
});

test('is a Struct of protocol buffers', () => {
  const said = {
    name: 'web-1',
    namespace: 'shop',
    workload: 'web',
    cluster: 'Kubernetes',
    canonicalName: 'web',
    canonicalRevision: 'v1',
    app: '',
    version: '',
  };
  expect(atob(encodeWorkload(said))).toContain('\n\u001a\n\nCLUSTER_ID\u0012\f\u001a\nKubernetes');
});

test('anything else is nothing', () => {
  expect(decodeWorkload('++=')).toBeUndefined();
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      expect(() => decodeWorkload(text)).not.toThrow();
    }),
  );
});
