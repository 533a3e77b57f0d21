/** Where the tabs of a line stop. */
export interface TabStops {
  /** The next stop after a column; undefined past the last one. */
  after: (column: number) => number | undefined;
}

/** Stops as -t lists them: `4`, `4,8`, `4,/8`, `4,+8`. What is wrong with the list, if anything is. */
export function parseTabStops(texts: readonly string[]): TabStops | string {
  const stops: number[] = [];
  let [every, more] = [0, 0];
  for (const text of texts)
    for (const part of text.split(/[, \t]+/u).filter((one) => one !== '')) {
      const [, mark = '', digits = ''] = /^([/+]?)(\d*)/u.exec(part) ?? [];
      const rest = part.slice(mark.length + digits.length);
      if (rest !== '') {
        const odd = /^[/+]/u.exec(rest)?.[0];
        return odd !== undefined && digits !== ''
          ? `'${odd}' specifier not at start of number: ‘${rest}’`
          : `tab size contains invalid character(s): ‘${rest}’`;
      }
      if (every > 0 || more > 0)
        return `'${every > 0 ? '/' : '+'}' specifier only allowed with the last value`;
      const value = Number(digits);
      if (mark === '/') every = value;
      else if (mark === '+') more = value;
      else stops.push(value);
    }
  const wrong = wrongOrder(stops);
  if (wrong !== undefined) return wrong;
  const [first] = stops;
  if (first === undefined) return multiples(every || more || 8);
  if (stops.length === 1 && every === 0 && more === 0) return multiples(first);
  const last = stops.at(-1) ?? 0;
  return {
    after: (column) => {
      const listed = stops.find((stop) => column < stop);
      if (listed !== undefined) return listed;
      if (every > 0) return column + every - (column % every);
      return more > 0 ? column + more - ((column - last) % more) : undefined;
    },
  };
}

function multiples(size: number): TabStops {
  return { after: (column) => column + size - (column % size) };
}

function wrongOrder(stops: readonly number[]): string | undefined {
  for (const [i, stop] of stops.entries()) {
    if (stop === 0) return 'tab size cannot be 0';
    if (stop <= (stops[i - 1] ?? 0)) return 'tab sizes must be ascending';
  }
  return undefined;
}
