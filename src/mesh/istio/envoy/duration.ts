/** Milliseconds of a protojson duration: `2.500s`; undefined where there is none. */
export function milliseconds(duration: string): number;
export function milliseconds(duration: string | undefined): number | undefined;
export function milliseconds(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : Number.parseFloat(duration) * 1000;
}
