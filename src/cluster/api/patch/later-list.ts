/** A list like any other, whose items are made when any of it is first read. */
export function laterList<T>(make: () => readonly T[]): readonly T[] {
  let waiting: typeof make | undefined = make;
  const made = (items: T[]): T[] => {
    if (waiting) items.push(...waiting());
    // What it was made of is let go.
    waiting = undefined;
    return items;
  };
  return new Proxy<T[]>([], {
    get: (items, key): unknown => Reflect.get(made(items), key),
    has: (items, key) => Reflect.has(made(items), key),
    ownKeys: (items) => Reflect.ownKeys(made(items)),
    getOwnPropertyDescriptor: (items, key) => Reflect.getOwnPropertyDescriptor(made(items), key),
  });
}
