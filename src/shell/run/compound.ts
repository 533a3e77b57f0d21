import type {
  ArithmeticExpression,
  ArithmeticFor,
  Case,
  CompoundList,
  For,
  If,
  Select,
  While,
  Word,
} from 'unbash';
import { output, step, type Environment } from '#shell/environment.ts';
import { matches } from '#shell/expand/pattern.ts';
import { compute, expandPattern, expandText, expandWords } from '#shell/expand/word.ts';
import { Leave, ShellError } from '#shell/leave.ts';
import { isName } from '#shell/variables.ts';

const runList = (sh: Environment, { commands }: CompoundList): Promise<number> =>
  sh.host.engine.run(sh, commands);

/** A list whose failure `set -e` does not see. */
async function isSuccess(sh: Environment, list: CompoundList): Promise<boolean> {
  sh.unchecked += 1;
  try {
    return (await runList(sh, list)) === 0;
  } finally {
    sh.unchecked -= 1;
  }
}

export async function runIf(sh: Environment, node: If): Promise<number> {
  for (const { clause, then } of [node, ...node.elif]) {
    if (await isSuccess(sh, clause)) return runList(sh, then);
  }
  return node.else ? runList(sh, node.else) : 0;
}

/** Runs the body of a loop once; false when the loop is left. */
async function turn(sh: Environment, body: CompoundList): Promise<boolean> {
  await step(sh);
  sh.loops += 1;
  try {
    await runList(sh, body);
    return true;
  } catch (error) {
    if (!(error instanceof Leave) || (error.kind !== 'break' && error.kind !== 'continue'))
      throw error;
    sh.status = 0;
    if (error.value > 1 && sh.loops > 1) throw new Leave(error.kind, error.value - 1);
    return error.kind === 'continue';
  } finally {
    sh.loops -= 1;
  }
}

export async function runWhile(sh: Environment, { kind, clause, body }: While): Promise<number> {
  let status = 0;
  for (;;) {
    await step(sh);
    sh.loops += 1;
    let isOn: boolean;
    try {
      isOn = (await isSuccess(sh, clause)) === (kind === 'while');
    } catch (error) {
      if (!(error instanceof Leave) || (error.kind !== 'break' && error.kind !== 'continue'))
        throw error;
      if (error.value > 1 && sh.loops > 1) throw new Leave(error.kind, error.value - 1);
      if (error.kind === 'break') return 0;
      continue;
    } finally {
      sh.loops -= 1;
    }
    if (!isOn || !(await turn(sh, body))) return isOn ? sh.status : status;
    status = sh.status;
  }
}

async function valuesOf(
  sh: Environment,
  words: readonly Word[] | undefined,
): Promise<readonly string[]> {
  return words ? expandWords(sh, words) : sh.args;
}

function checkName(name: string): void {
  if (!isName(name)) throw new ShellError(`\`${name}': not a valid identifier`);
}

export async function runFor(sh: Environment, { name, wordlist, body }: For): Promise<number> {
  checkName(name.text);
  let status = 0;
  for (const value of await valuesOf(sh, wordlist)) {
    sh.variables.set(name.text, value);
    if (!(await turn(sh, body))) return sh.status;
    status = sh.status;
  }
  return status;
}

export async function runArithmeticFor(sh: Environment, node: ArithmeticFor): Promise<number> {
  const value = (part: ArithmeticExpression | undefined): Promise<bigint> | bigint =>
    part ? compute(sh, printed(part)) : 1n;
  await value(node.initialize);
  let status = 0;
  while ((await value(node.test)) !== 0n) {
    if (!(await turn(sh, node.body))) return sh.status;
    status = sh.status;
    await value(node.update);
  }
  return status;
}

function printed(node: ArithmeticExpression): string {
  switch (node.type) {
    case 'ArithmeticBinary':
      return `${printed(node.left)} ${node.operator} ${printed(node.right)}`;
    case 'ArithmeticUnary':
      return node.prefix
        ? `${node.operator} ${printed(node.operand)}`
        : `${printed(node.operand)}${node.operator}`;
    case 'ArithmeticTernary':
      return `${printed(node.test)} ? ${printed(node.consequent)} : ${printed(node.alternate)}`;
    case 'ArithmeticGroup':
      return `(${printed(node.expression)})`;
    case 'ArithmeticWord':
      return node.value;
    case 'ArithmeticCommandExpansion':
      return node.text;
  }
}

export async function runCase(sh: Environment, { word, items }: Case): Promise<number> {
  const text = await expandText(sh, word);
  const ignoreCase = sh.options.has('nocasematch');
  let status = 0;
  let falls = false;
  for (const { pattern, body, terminator } of items) {
    let isMatch = falls;
    for (const one of pattern)
      isMatch ||= matches(text, await expandPattern(sh, one), { ignoreCase });
    if (!isMatch) continue;
    status = await runList(sh, body);
    falls = terminator === ';&';
    if (terminator !== ';&' && terminator !== ';;&') break;
  }
  return status;
}

export async function runSelect(
  sh: Environment,
  { name, wordlist, body }: Select,
): Promise<number> {
  const values = await valuesOf(sh, wordlist);
  const menu = values.map((value, i) => `${i + 1}) ${value}\n`).join('');
  let isShown = false;
  while (values.length > 0) {
    await output(sh, 2).write(`${isShown ? '' : menu}${sh.variables.get('PS3') ?? '#? '}`);
    isShown = true;
    const { bytes, isEnd } = (await sh.descriptors.get(0)?.input?.until(10)) ?? {
      bytes: new Uint8Array(),
      isEnd: true,
    };
    if (isEnd && bytes.length === 0) {
      await output(sh, 2).write('\n');
      return 1;
    }
    const reply = new TextDecoder().decode(bytes).trim();
    sh.variables.set('REPLY', reply);
    if (reply === '') {
      isShown = false;
      continue;
    }
    sh.variables.set(name.text, values[Number(reply) - 1] ?? '');
    if (!(await turn(sh, body))) break;
  }
  return sh.status;
}
