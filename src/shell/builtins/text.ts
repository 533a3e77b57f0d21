import { print } from '#shell/environment.ts';
import { decodeEscapes } from '#shell/expand/escapes.ts';
import { isName, splitReference } from '#shell/variables.ts';
import { parseOptions, refuse, report, type Builtin } from './builtin.ts';
import { formatText } from './printf.ts';

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

export const printf: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'v:');
  if (!options) return 2;
  const [format, ...args] = options.rest;
  if (format === undefined) return refuse(sh, argv, 'usage').then(() => 2);
  const problems: string[] = [];
  const text = formatText(format, args, {
    now: sh.host.time.now(),
    started: sh.started,
    complain: (reason) => void problems.push(reason),
    limit: sh.host.limits.text,
  });
  const variable = options.values.get('v');
  if (variable === undefined) await print(sh, text);
  else if (!isName(splitReference(variable)[0])) {
    await report(sh, argv, `\`${variable}': not a valid identifier`);
    return 2;
  } else sh.variables.set(variable, text);
  for (const reason of problems) await report(sh, argv, reason);
  return problems.length > 0 ? 1 : 0;
};
