import { parse } from 'yaml';

export function parseAnySettings(text: string): unknown {
  return parse(text);
}
