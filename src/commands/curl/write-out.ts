import { NotSimulated } from './config.ts';

/** What `-w` can tell of a transfer. */
export type Facts = ReadonlyMap<string, string>;

export interface Written {
  stdout: string;
  stderr: string;
}

/** `%{name}`, `%header{name}`, `%output`, `%%`, `\n` (src/tool_writeout.c). */
export function renderWriteOut(
  format: string,
  facts: Facts,
  header: (name: string) => string,
): Written {
  const written: Written = { stdout: '', stderr: '' };
  let to: keyof Written = 'stdout';
  const pattern = /%\{([^}]*)\}|%header\{([^}]*)\}|%(.)|\\(.)|([^%\\]+)|(.)/gs;
  for (const [, name, headerName, percent, escaped, text, other] of format.matchAll(pattern)) {
    if (name === 'stdout' || name === 'stderr') to = name;
    else if (name === 'onerror') {
      if (facts.get('exitcode') === '0') break;
    } else if (name === 'json' || name === 'header_json') throw new NotSimulated(`-w %{${name}}`);
    else if (name !== undefined) {
      const value = facts.get(name);
      if (value === undefined) written.stderr += `curl: unknown --write-out variable: '${name}'\n`;
      written[to] += value ?? '';
    } else if (headerName !== undefined) written[to] += header(headerName);
    else if (percent !== undefined) written[to] += percent === '%' ? '%' : `%${percent}`;
    else if (escaped !== undefined) written[to] += escapes[escaped] ?? `\\${escaped}`;
    else written[to] += text ?? other ?? '';
  }
  return written;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
