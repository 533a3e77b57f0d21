import { PathError } from './path-error.ts';

/** text/template's eq, lt and the like, on what JSON holds. */
export function compare(left: unknown, operator: string, right: unknown): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return isLess(left, right);
    case '<=':
      return isLess(left, right) || isEqual(left, right);
    case '>':
      return !(isLess(left, right) || isEqual(left, right));
    case '>=':
      return !isLess(left, right);
    default:
      throw new PathError(`unrecognized filter operator ${operator}`);
  }
}

type Basic = 'bool' | 'string' | 'int' | 'float' | 'other';

function basicKind(value: unknown): Basic {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return 'other';
}

function isEqual(left: unknown, right: unknown): boolean {
  if (left === null || right === null) return left === right;
  check(left, right);
  return left === right;
}

function isLess(left: unknown, right: unknown): boolean {
  check(left, right);
  if (typeof left === 'string' && typeof right === 'string') return left < right;
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  throw new PathError('invalid type for comparison');
}

function check(left: unknown, right: unknown): void {
  const kinds = [basicKind(left), basicKind(right)];
  if (kinds.includes('other')) throw new PathError('invalid type for comparison');
  if (kinds[0] !== kinds[1]) throw new PathError('incompatible types for comparison');
}
