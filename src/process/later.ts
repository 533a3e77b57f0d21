/** What may never be needed, and is loaded once when it is. */
export interface Later<T> {
  /** Undefined until it has been loaded. */
  readonly value: T | undefined;
  load: () => Promise<T>;
}

export function later<T>(load: () => Promise<T>): Later<T> {
  let value: T | undefined;
  let loading: Promise<T> | undefined;
  return {
    get value() {
      return value;
    },
    load: async () => {
      loading ??= load();
      value = await loading;
      return value;
    },
  };
}
