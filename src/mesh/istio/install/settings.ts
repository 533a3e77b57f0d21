import { at, type Fields, isFields } from '#cluster/api/json.ts';

/** A mistake in what the installer is given, in its own words. */
export class SpecError extends Error {
  override name = 'SpecError';
}

/** A scalar as text; empty for anything else. */
export function scalarAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : '';
}

/** Maps into maps; anything else replaces what is there (operator/pkg/values: MergeFrom). */
export function merged(under: Fields, over: Fields): Fields {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isFields(value) && isFields(old) ? merged(old, value) : value;
  }
  return result;
}

/** What `--set a.b=c` lays over a specification (operator/pkg/values: SetPaths; Helm's strvals for the type of a value). */
export function withSetting(spec: Fields, setting: string): Fields {
  const [, path = setting, text = ''] = /^([^=]*)=(.*)$/s.exec(setting) ?? [];
  const steps = stepsOf(path.trim());
  const isAlwaysText = /^values\.(?:.*\.)?(?:env|labels|annotations|podAnnotations)\b/.test(path);
  return isFields(spec) ? put(spec, steps, isAlwaysText ? text : valueOf(text.trim())) : spec;
}

/** `a.b\.c[0].d` and `a.[name:x].d`. */
function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(/\[[^\]]*\]|(?:\\.|[^.[\\])+/g)].map(([step]) =>
    step.replaceAll(/\\(.)/g, '$1'),
  );
}

function valueOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : text;
}

function put(into: Fields, [step = '', ...rest]: readonly string[], value: unknown): Fields {
  const [next] = rest;
  if (next?.startsWith('[') === true) {
    const list = into[step];
    return { ...into, [step]: putItem(Array.isArray(list) ? list : [], rest, value) };
  }
  if (rest.length === 0) return { ...into, [step]: value };
  const inner = into[step];
  return { ...into, [step]: put(isFields(inner) ? inner : {}, rest, value) };
}

function putItem(
  list: readonly unknown[],
  [place = '', ...rest]: readonly string[],
  value: unknown,
): readonly unknown[] {
  const at = placeOf(list, place);
  const item = list[at];
  const changed = rest.length === 0 ? value : put(isFields(item) ? item : {}, rest, value);
  return at < 0 || at >= list.length ? [...list, changed] : list.with(at, changed);
}

function placeOf(list: readonly unknown[], place: string): number {
  const inside = place.slice(1, -1);
  const colon = inside.indexOf(':');
  if (colon < 0) {
    if (!/^\d+$/.test(inside)) throw new SpecError(`unknown segment ${place}`);
    return Number(inside);
  }
  const [key, wanted] = [inside.slice(0, colon), inside.slice(colon + 1)];
  const at = list.findIndex((item) => isFields(item) && item[key] === wanted);
  if (at < 0) throw new SpecError(`element ${place} not found`);
  return at;
}
