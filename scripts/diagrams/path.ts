/** How many of the coordinates of an absolute command are x, y in turn; `H`, `V` and `A` are apart. */
const pairs = new Set('MLCQST');

/** Moves a path and rounds its numbers to a tenth. Relative commands only need the rounding. */
export function movePath(d: string, dx: number, dy: number): string {
  return [...d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)]
    .map(([, command = '', rest = '']) => {
      const values = (rest.match(/-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?/gi) ?? []).map(Number);
      return (
        command + joinNumbers(values.map((value, index) => value + shift(command, index, dx, dy)))
      );
    })
    .join('');
}

export function round(value: number): string {
  return String(Math.round(value * 10) / 10 + 0);
}

function shift(command: string, index: number, dx: number, dy: number): number {
  if (command === 'H') return dx;
  if (command === 'V') return dy;
  if (command === 'A') return index % 7 === 5 ? dx : index % 7 === 6 ? dy : 0;
  if (pairs.has(command)) return index % 2 === 0 ? dx : dy;
  return 0;
}

function joinNumbers(values: number[]): string {
  return values.map(round).join(' ').replaceAll(' -', '-');
}
