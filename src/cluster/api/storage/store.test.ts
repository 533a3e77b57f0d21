import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '#cluster/api/object.ts';
import { createStore } from './store.ts';

function object(namespace: string, name: string, labels = {}): KubeObject {
  const metadata = {
    namespace,
    name,
    labels,
    uid: name,
    resourceVersion: '',
    creationTimestamp: '',
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata };
}

const place = (namespace: string, name: string) => ({ resource: 'pods', namespace, name });

test('lists in the order of keys in etcd', () => {
  const store = createStore();
  for (const [namespace, name] of [
    ['a', 'x'],
    ['b', 'a'],
    ['a-b', 'z'],
    ['a', 'b'],
  ] as const) {
    store.put(place(namespace, name), object(namespace, name));
  }
  expect(
    store.list('pods').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  ).toEqual(['a-b/z', 'a/b', 'a/x', 'b/a']);
});

test('tells changes in order, and knows those since a revision', () => {
  const store = createStore();
  const told: string[] = [];
  store.listen('pods', { onChange: ({ type, revision }) => told.push(`${type} ${revision}`) });
  store.put(place('a', 'x'), object('a', 'x'));
  store.put(place('a', 'x'), object('a', 'x'));
  store.remove(place('a', 'x'));
  expect(told).toEqual(['ADDED 1', 'MODIFIED 2', 'DELETED 3']);
  expect(store.since(1)?.map(({ type }) => type)).toEqual(['MODIFIED', 'DELETED']);
  expect(store.since(9)).toEqual([]);
  for (let turn = 0; turn < 5000; turn += 1) store.put(place('a', 'x'), object('a', 'x'));
  expect(store.since(1)).toBeUndefined();
});

test('ends the listeners that a saved state did not know', () => {
  const store = createStore();
  let kept = 0;
  let ended = 0;
  store.listen('pods', { onChange: () => (kept += 1) });
  const restore = store.save();
  store.listen('pods', { onChange: () => undefined, onEnd: () => (ended += 1) });
  restore();
  store.put(place('a', 'x'), object('a', 'x'));
  expect([kept, ended]).toEqual([1, 1]);
});

const operation = fc.record({
  namespace: fc.constantFrom('a', 'a-b', 'b'),
  name: fc.constantFrom('x', 'y', 'z', 'x-y'),
  label: fc.constantFrom('1', '2'),
  what: fc.constantFrom('put', 'remove', 'save', 'restore', 'look'),
});

test('whatever is done, indexes and saves agree with a plain map', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const store = createStore();
      let model = new Map<string, string>();
      let saved = { restore: store.save(), model: new Map(model) };
      for (const { namespace, name, label, what } of operations) {
        if (what === 'put') {
          store.put(place(namespace, name), object(namespace, name, { app: label }));
          model.set(`${namespace}/${name}`, label);
        } else if (what === 'remove') {
          store.remove(place(namespace, name));
          model.delete(`${namespace}/${name}`);
        } else if (what === 'save') saved = { restore: store.save(), model: new Map(model) };
        else if (what === 'restore') {
          saved.restore();
          model = new Map(saved.model);
        }
        const found = store.list('pods', { by: { index: 'label:app', value: label } });
        expect(found.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual(
          [...model].flatMap(([key, value]) => (value === label ? [key] : [])).toSorted(),
        );
      }
    }),
  );
});
