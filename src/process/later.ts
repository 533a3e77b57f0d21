/** What may never be needed, and is loaded once when it is. */
export interface Later<T> {
  /** Undefined until it has been loaded. */
  readonly value: T | undefined;
  /** Asks again after a failure: a network comes back. */
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
      try {
        value = await loading;
        return value;
      } catch (error) {
        loading = undefined;
        throw error;
      }
    },
  };
}
