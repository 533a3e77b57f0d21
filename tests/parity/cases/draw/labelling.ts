import { oneOf, type Parts, type Tail, sentence } from './arbitraries.ts';

const labelWords = [
  'a=b',
  'a-',
  'a=b c=d',
  'a=%',
  'app=x',
  'a/b/c=d',
  'a',
  '',
  'a=',
  '=b',
  'a=b a-',
  'a=b a=c',
  'a.example.com/b=c',
  'é=a',
  'a=b=c',
  '-- a-',
];

export const labelling = ({ selector, target }: Parts, tail: Tail) =>
  sentence(oneOf(['label', 'annotate']), target, oneOf(labelWords), selector, ...tail);
