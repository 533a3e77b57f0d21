import { ShellError } from '#shell/leave.ts';

/** Characters that even a risky expression matches at once. */
export const mostRisky = 25;

/** Refuses, on a long text, an expression that might take for ever: nothing could stop it. */
export function checkRisk(source: string, text: string): void {
  if (text.length <= mostRisky || !isRisky(source)) return;
  throw new ShellError(
    'maillage: une répétition dans une répétition, sur un texte long, n’est pas simulée dans ce cours',
    2,
  );
}

/**
 * Might a backtracking engine take for ever? So it might where a group is repeated that holds a repetition, or a choice
 * that can be made in several ways: `(a*)*b` on forty letters takes minutes.
 */
export function isRisky(source: string): boolean {
  let left = source
    .replaceAll(/\\[pP]\{\w+\}/gu, 'P')
    .replaceAll(/\[(?:\\.|[^\]])*\]/gsu, 'C')
    .replaceAll(/\\./gsu, 'E');
  for (;;) {
    const group = /\((?:\?(?:[:=!]|<[=!]))?([^()]*)\)([*+]|\{\d+,)?/u.exec(left);
    if (!group) return false;
    const [whole, body = '', repetition] = group;
    const isOpen = /[*+]|\{\d+,/u.test(body) || (body.includes('|') && !isPlainChoice(body));
    if (isOpen && repetition !== undefined) return true;
    left = left.replace(whole, () => (isOpen ? 'C+' : 'C') + (repetition ?? ''));
  }
}

/** Letters of which each begins one alternative only: there is one way to choose. */
function isPlainChoice(body: string): boolean {
  const firsts = body.split('|').map((one) => /^[a-z\d]/u.exec(one)?.[0]);
  return !firsts.includes(undefined) && new Set(firsts).size === firsts.length;
}
