/**
 * A function of a text that keeps what it made of the last one: files and answers are read again and again, and seldom change.
 * Nobody may change what it gives.
 */
export function ofLastText<T>(make: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly made: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}
