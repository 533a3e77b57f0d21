import { isFields } from '#cluster/api/json.ts';

/** The simple JSONPath of printer columns and scale: `.a.b`, `['a']`, `[0]`, `[*]`, `[?(@.type=="Ready")]`. */
export type Step =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'all' }
  | {
      readonly type: 'filter';
      readonly path: readonly Step[];
      readonly operator: string;
      readonly value: unknown;
    };

const token =
  /\.?\[\?\(\s*@([^=!<>\s)]*)\s*(?:(==|!=|<=|>=|<|>)\s*("[^"]*"|'[^']*'|[^)\s]+))?\s*\)\]|\.?\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)|\*)\s*\]|\.((?:[^.[\\]|\\.)+)/y;

/** Undefined for a path that is written otherwise. */
export function parseJsonPath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  token.lastIndex = 0;
  const parts: RegExpExecArray[] = [];
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) return undefined;
    parts.push(match);
  }
  for (const match of parts) {
    const step = stepOf(match);
    if (!step) return undefined;
    steps.push(step);
  }
  return steps;
}

function stepOf(match: RegExpExecArray): Step | undefined {
  const [, filter, operator, value, single, double, index, name] = match;
  if (filter !== undefined) {
    const path = parseJsonPath(filter);
    return path && { type: 'filter', path, operator: operator ?? '', value: literal(value ?? '') };
  }
  const key = single ?? double ?? name;
  if (key === '*') return { type: 'all' };
  if (key !== undefined) return { type: 'key', key: key.replaceAll(/\\(.)/g, '$1') };
  return index === undefined ? { type: 'all' } : { type: 'index', index: Number(index) };
}

function literal(text: string): unknown {
  if (/^["']/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return Number(text);
}

export function findAll(value: unknown, steps: readonly Step[]): readonly unknown[] {
  return steps.reduce<readonly unknown[]>(
    (found, step) => found.flatMap((one) => take(one, step)),
    [value],
  );
}

function take(value: unknown, step: Step): readonly unknown[] {
  switch (step.type) {
    case 'key':
      return isFields(value) && Object.hasOwn(value, step.key) ? [value[step.key]] : [];
    case 'index': {
      const item: unknown = Array.isArray(value) ? value.at(step.index) : undefined;
      return item === undefined ? [] : [item];
    }
    case 'all':
      if (Array.isArray(value)) return value;
      return isFields(value) ? Object.values(value) : [];
    case 'filter':
      return Array.isArray(value) ? value.filter((item) => passes(item, step)) : [];
  }
}

function passes(
  item: unknown,
  { path, operator, value }: Extract<Step, { type: 'filter' }>,
): boolean {
  const [found] = findAll(item, path);
  if (operator === '') return found !== undefined;
  if (operator === '==') return found === value;
  if (operator === '!=') return found !== value;
  if (typeof found !== 'number' || typeof value !== 'number') return false;
  if (operator === '<') return found < value;
  if (operator === '>') return found > value;
  return operator === '<=' ? found <= value : found >= value;
}
