import type { TestExpression } from 'unbash';
import type { Environment } from '#shell/environment.ts';
import { matches, posixRegex } from '#shell/expand/pattern.ts';
import { checkRisk } from '#shell/expand/risk.ts';
import { compute, expandPattern, expandRegex, expandText } from '#shell/expand/word.ts';
import { ShellError } from '#shell/leave.ts';
import { compareFiles, testUnary } from './file-test.ts';

/** `[[ … ]]`. */
export async function isTrue(sh: Environment, node: TestExpression): Promise<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return isTrue(sh, node.expression);
    case 'TestNot':
      return (await isTrue(sh, node.operand)) === (node.negations.length % 2 === 0);
    case 'TestLogical': {
      const isAnd = node.operator === '&&';
      for (const operand of node.operands) if ((await isTrue(sh, operand)) !== isAnd) return !isAnd;
      return isAnd;
    }
    case 'TestUnary':
      return testUnary(sh, node.operator, await expandText(sh, node.operand));
    case 'TestBinary':
      return isBinaryTrue(sh, node);
  }
}

const comparisons: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
};

async function isBinaryTrue(
  sh: Environment,
  node: Extract<TestExpression, { type: 'TestBinary' }>,
): Promise<boolean> {
  const { operator } = node;
  const left = await expandText(sh, node.left);
  const ignoreCase = sh.options.has('nocasematch');
  if (operator === '=' || operator === '==')
    return matches(left, await expandPattern(sh, node.right), { ignoreCase });
  if (operator === '!=') return !matches(left, await expandPattern(sh, node.right), { ignoreCase });
  if (operator === '=~') return matchRegex(sh, left, await expandRegex(sh, node.right));
  const right = await expandText(sh, node.right);
  const compare = comparisons[operator];
  if (compare) return compare(await compute(sh, left), await compute(sh, right));
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  return compareFiles(sh, operator, [left, right]);
}

function matchRegex(sh: Environment, text: string, source: string): boolean {
  const regex = posixRegex(source, sh.options.has('nocasematch'));
  if (!regex) throw new ShellError('', 2);
  checkRisk(regex.source, text);
  const match = regex.exec(text);
  sh.variables.setItems(
    'BASH_REMATCH',
    (match ?? []).map((group: string | undefined) => [undefined, group ?? '']),
  );
  return match !== null;
}
