/** What is made of a value that never changes, and of a short text, once: the texts of metrics are long, and needed with each request. */
export type Memo<T> = (owner: object, key: string, make: () => T) => T;

export function createMemo<T>(): Memo<T> {
  const known = new WeakMap<object, Map<string, T>>();
  return (owner, key, make) => {
    let ofOwner = known.get(owner);
    if (!ofOwner) {
      ofOwner = new Map();
      known.set(owner, ofOwner);
    }
    const found = ofOwner.get(key);
    if (found !== undefined) return found;
    const made = make();
    ofOwner.set(key, made);
    return made;
  };
}
