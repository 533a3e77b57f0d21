import { badRequest } from './errors.ts';

/** One requirement of a label selector. */
export interface Requirement {
  readonly key: string;
  readonly operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!';
  readonly values: readonly string[];
}

export type Labels = Readonly<Record<string, string>> | undefined;

const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const equality = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/;
const existence = /^(!?)\s*([^=!\s()]+)$/;
const name = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)$/;

/** `app=web,tier!=db,env in (a,b),!old`: apimachinery/pkg/labels (v1.35). A text that is none is a 400. */
export function parseLabelSelector(text: string): readonly Requirement[] {
  return splitRequirements(text).map(parseRequirement);
}

/** By the commas that are in no parenthesis. */
function splitRequirements(text: string): readonly string[] {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  return parts.length === 1 && parts[0] === '' ? [] : parts;
}

function parseRequirement(part: string): Requirement {
  const [, setKey, setOperator, list] = set.exec(part) ?? [];
  if (setKey !== undefined && setOperator !== undefined) {
    const values = (list ?? '').split(',').map((value) => value.trim());
    return checked({ key: setKey, operator: setOperator === 'in' ? 'in' : 'notin', values });
  }
  const [, key, operator, value] = equality.exec(part) ?? [];
  if (key !== undefined && value !== undefined) {
    return checked({ key, operator: operator === '!=' ? '!=' : '=', values: [value] });
  }
  const [, not, only] = existence.exec(part) ?? [];
  if (only !== undefined) {
    return checked({ key: only, operator: not === '!' ? '!' : 'exists', values: [] });
  }
  throw badRequest(
    `unable to parse requirement: found '${part.split(/\s+/)[1] ?? part}', expected: in, notin, =, ==, !=, gt, lt`,
  );
}

function checked(requirement: Requirement): Requirement {
  const { key, values } = requirement;
  const slash = key.indexOf('/');
  const local = key.slice(slash + 1);
  if (!name.test(local) || local.length > 63) {
    throw badRequest(
      `unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    );
  }
  for (const value of values) {
    if (value !== '' && !name.test(value)) {
      throw badRequest(
        `unable to parse requirement: values[0][${key}]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      );
    }
  }
  return requirement;
}

export function matchesAll(requirements: readonly Requirement[], labels: Labels): boolean {
  return requirements.every((requirement) => matches(requirement, labels));
}

function matches({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
  }
}
