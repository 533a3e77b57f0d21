import { print } from '#shell/environment.ts';
import { decodeEscapes } from '#shell/expand/escapes.ts';
import type { Builtin } from './builtin.ts';

export const echo: Builtin = async (sh, argv) => {
  let at = 1;
  let [hasNewline, isEscaped] = [true, sh.host.dialect === 'dash' || sh.options.has('xpg_echo')];
  for (let arg = argv[at]; arg !== undefined && /^-[neE]+$/.test(arg); arg = argv[at]) {
    if (arg.includes('n')) hasNewline = false;
    isEscaped = arg.lastIndexOf('e') > arg.lastIndexOf('E') || (isEscaped && !arg.includes('E'));
    at += 1;
  }
  const text = argv.slice(at).join(' ');
  const decoded = isEscaped ? decodeEscapes(text, 'zero') : { text, isCut: false };
  await print(sh, decoded.text + (hasNewline && !decoded.isCut ? '\n' : ''));
  return 0;
};
