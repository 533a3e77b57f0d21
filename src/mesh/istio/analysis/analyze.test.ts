import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { analyzers } from './all.ts';
import { analyze, messageLine, type AnalyzeOptions } from './analyze.ts';
import { messageText, messageTypes } from './messages.ts';
import { readDocuments } from './read-documents.ts';
import { toResource, toSnapshot } from './read-resources.ts';
import type { Snapshot } from './resource.ts';

const testdata = new URL('testdata/', import.meta.url);
const mesh = readFileSync(new URL('mesh.yaml', testdata), 'utf8');

function snapshotOf(...texts: string[]): Snapshot {
  const resources = texts.flatMap((text, index) =>
    readDocuments(`file${index}.yaml`, text).flatMap(
      ({ object, source }) =>
        (object && toResource(object, index === 0 ? undefined : source)) ?? [],
    ),
  );
  return toSnapshot(resources);
}

function linesOf(manifest: string, options?: AnalyzeOptions): string[] {
  return analyze(snapshotOf(mesh, manifest), analyzers, options).map(messageLine);
}

/** A document per case: a comment that says what it is, the manifest, and what istioctl says of it. */
const cases = readFileSync(new URL('cases.yaml', testdata), 'utf8')
  .split(/^# ={3,} /m)
  .slice(1)
  .map((text) => {
    const [title = '', ...rest] = text.split('\n');
    const expected = rest.filter((line) => line.startsWith('#> ')).map((line) => line.slice(3));
    // The lines that are expected are those of the file as it is read.
    return { title, manifest: rest.join('\n'), expected };
  });

test('a mesh in order has nothing to say', () => {
  expect(linesOf('')).toEqual([]);
});

test.each(cases)('$title', ({ manifest, expected }) => {
  expect(linesOf(manifest)).toEqual(expected);
});

test('only the namespace that was asked for, and what has none', () => {
  const manifest = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Namespace
metadata: { name: bank }
`;
  expect(linesOf(manifest, { namespace: 'bank' })).toHaveLength(1);
  expect(linesOf(manifest)).toHaveLength(2);
});

test('a message can be suppressed by code and resource, with stars, and by annotation', () => {
  const manifest = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`;
  const suppressed = (resource: string, code = 'IST0102') =>
    linesOf(manifest, { suppressions: [{ code, resource }] }).length === 0;
  expect(suppressed('Namespace shop')).toBe(true);
  expect(suppressed('Namespace s*p')).toBe(true);
  expect(suppressed('Namespace *')).toBe(true);
  expect(suppressed('Namespace bank')).toBe(false);
  expect(suppressed('Namespace shop', 'IST0103')).toBe(false);
  const annotated = manifest.replace(
    'shop }',
    'shop, annotations: { galley.istio.io/analyze-suppress: IST0102 } }',
  );
  expect(linesOf(annotated)).toEqual([]);
});

test('a code stands for one message', () => {
  const codes = Object.values(messageTypes).map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

test('values are printed as Go prints them', () => {
  expect(
    messageText('VirtualServiceDestinationPortSelectorRequired', ['re"views', [80, 81]]),
  ).toContain('a service "re\\"views" that exposes multiple ports [80 81].');
});

test('the order of what is read changes nothing, whatever is left out of it', () => {
  const all = [mesh, ...cases.map(({ manifest }) => manifest)]
    .flatMap((text) => readDocuments('all.yaml', text))
    .flatMap(({ object }) => (object && toResource(object)) ?? []);
  const unlike = (resources: typeof all) =>
    new Map(resources.map((one) => [`${one.kind}/${one.namespace}/${one.name}`, one]));
  const once = [...unlike(all).values()];
  fc.assert(
    fc.property(fc.shuffledSubarray(once), (some) => {
      const lines = (resources: typeof all) =>
        analyze(toSnapshot(resources), analyzers).map(({ code, origin }) => `${code} ${origin}`);
      expect(lines(some)).toEqual(lines(once.filter((one) => some.includes(one))));
    }),
    { numRuns: 50 },
  );
});
