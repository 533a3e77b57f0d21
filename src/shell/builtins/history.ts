import { print } from '#shell/environment.ts';
import { report, type Builtin } from './builtin.ts';

export const history: Builtin = async (sh, argv) => {
  const [, first] = argv;
  if (first === '-c') {
    sh.history.length = 0;
    return 0;
  }
  if (first !== undefined && !/^\d+$/.test(first)) {
    return /^-[arwn]$/.test(first) ? 0 : report(sh, argv, `${first}: numeric argument required`);
  }
  const from = first === undefined ? 0 : Math.max(0, sh.history.length - Number(first));
  for (const [i, line] of sh.history.entries()) {
    if (i >= from) await print(sh, `${String(i + 1).padStart(5)}  ${line}\n`);
  }
  return 0;
};
