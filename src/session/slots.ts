import { readItem, writeItem } from './storage.ts';

/** Where a text is kept: in the slot that the pointer does not name, before the pointer turns, so that a torn write leaves the older one whole. */
export function writeSlot(key: string, text: string): boolean {
  const slot = readItem(key) === 'a' ? 'b' : 'a';
  return writeItem(`${key}:${slot}`, text) && writeItem(key, slot);
}

/** The texts that are there, the last written first. */
export function readSlots(key: string): { name: string; text: string }[] {
  const slots = readItem(key) === 'b' ? ['b', 'a'] : ['a', 'b'];
  return slots.flatMap((slot) => {
    const name = `${key}:${slot}`;
    const text = readItem(name);
    return text ? [{ name, text }] : [];
  });
}
