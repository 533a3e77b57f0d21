import { isFields, listOf } from '#cluster/api/json.ts';

/** Objects of the store never change, and lists of them are asked for over and over: each is written once. */
const texts = new WeakMap<object, string>();

/** The JSON of a list; what else is answered to its question is written as it is. */
export function listText(value: unknown): string {
  if (!isFields(value) || !value['items']) return JSON.stringify(value);
  const { items, ...head } = value;
  return `${JSON.stringify(head).slice(0, -1)},"items":[${listOf(items).map(itemText).join()}]}`;
}

function itemText(item: unknown): string {
  if (!isFields(item)) return JSON.stringify(item);
  const text = texts.get(item) ?? JSON.stringify(item);
  texts.set(item, text);
  return text;
}
