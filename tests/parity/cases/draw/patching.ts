import { oneOf, type Parts, type Tail, rarely, sentence } from './arbitraries.ts';

const mergePatches = [
  '{}',
  '{"metadata":{"labels":{"a":"b"}}}',
  '{"metadata":{"labels":null}}',
  '{"metadata":{"annotations":{"a":"b"}},"spec":{"replicas":2}}',
  '{"spec":{"replicas":"x"}}',
  '{"spec":{"absent":1}}',
  '{"spec":{"template":{"spec":{"containers":[{"name":"x","image":"y"}]}}}}',
  '{"spec":null}',
  '{"data":{"a":"b"}}',
  '{"metadata":{"name":"other"}}',
  '{"kind":"Other"}',
  '[]',
  '[{"op":"add","path":"/metadata/labels/a","value":"b"}]',
  '[{"op":"replace","path":"/spec/replicas","value":2}]',
  '[{"op":"remove","path":"/absent"}]',
  '[{"op":"test","path":"/kind","value":"x"}]',
  '[{"op":"absent","path":"/kind"}]',
  '[{"op":"copy","from":"/metadata/name","path":"/metadata/labels"}]',
  '[{"path":"/kind"}]',
  'x',
  'a: b',
  'spec: {replicas: 3}',
  'metadata:\n  labels:\n    a: b',
  '{',
  '42',
  'null',
  '"x"',
  '',
];
const patchTypes = [
  '',
  '',
  '--type=merge',
  '--type=json',
  '--type=json',
  '--type=strategic',
  '--type=x',
  '--type=apply',
];

export const patching = ({ target }: Parts, tail: Tail) =>
  sentence(
    'patch',
    target,
    oneOf(patchTypes),
    oneOf(mergePatches.map((one) => `-p '${one}'`)),
    rarely(
      oneOf([
        '--subresource=status',
        '--subresource=scale',
        '--subresource=x',
        '--patch-file=absent',
        '--patch-file=rollout.yaml',
      ]),
    ),
    ...tail,
  );
