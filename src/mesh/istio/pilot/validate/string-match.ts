import { type Fields, isFields } from '#cluster/api/json.ts';
import { regexpError } from './go-regexp.ts';
import { quoted } from './names.ts';
import { error, errorIf, fine, type Problems } from './problems.ts';
import { has, text } from '#mesh/istio/pilot/model/fields.ts';

const longestRegex = 1024;
const syntax = 'Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)';

export function stringMatch(match: unknown, where: string): Problems {
  if (!isFields(match)) return fine;
  if (has(match, 'prefix') && text(match, 'prefix') === '') {
    return error(`${quoted(where)}: prefix string match should not be empty`);
  }
  return regexMatch(match, where);
}

export function regexMatch(match: Fields, where: string): Problems {
  if (!has(match, 'regex')) return fine;
  const source = text(match, 'regex');
  if (source === '') return error(`${quoted(where)}: regex string match should not be empty`);
  return regex(source, where);
}

export function regex(source: string, where: string): Problems {
  if (source.length > longestRegex) {
    return error(`${quoted(where)}: regex is too large, max length allowed is 1024`);
  }
  const wrong = regexpError(source);
  return errorIf(wrong !== undefined, `${quoted(where)}: ${wrong ?? ''}; ${syntax}`);
}
