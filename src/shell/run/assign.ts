import { parse, type Assignment, type ArrayValue, type Word } from 'unbash';
import type { Environment } from '#shell/environment.ts';
import { expandText, expandWords } from '#shell/expand/word.ts';
import { ShellError } from '#shell/leave.ts';

/** Makes an assignment, and gives the value for `set -x`. */
export async function assign(sh: Environment, node: Assignment): Promise<void> {
  if (node.value.type === 'ArrayValue') {
    if (node.index)
      throw new ShellError(`${node.name}[${node.index.text}]: cannot assign list to array member`);
    await assignArray(sh, node, node.value);
    return;
  }
  const value = await expandText(sh, node.value, true);
  const index = node.index && (await expandText(sh, node.index));
  if (index === '') throw new ShellError(`${node.name}[]: bad array subscript`);
  sh.variables.set(node.name, value, { index, append: node.append });
}

export async function assignArray(
  sh: Environment,
  { name, append }: Assignment,
  value: ArrayValue,
): Promise<void> {
  const items: [string | undefined, string][] = [];
  const isAssociative = sh.variables.find(name)?.kind === 'associative';
  for (const element of value.elements) {
    const keyed = keyedElement(element);
    if (keyed) {
      const key = await expandText(sh, keyed.key);
      let text = await expandText(sh, keyed.value, true);
      if (keyed.append) text = (sh.variables.element(name, key) ?? '') + text;
      items.push([key, text]);
    } else for (const text of await expandWords(sh, [element])) items.push([undefined, text]);
  }
  sh.variables.setItems(name, isAssociative ? paired(items) : items, append);
}

/** `declare -A m=(key value …)`. */
function paired(items: readonly [string | undefined, string][]): [string, string][] {
  const result: [string, string][] = [];
  let key: string | undefined;
  for (const [subscript, text] of items) {
    if (subscript !== undefined) result.push([subscript, text]);
    else if (key === undefined) key = text;
    else {
      result.push([key, text]);
      key = undefined;
    }
  }
  if (key !== undefined) result.push([key, '']);
  return result;
}

interface Keyed {
  key: Word;
  value: Word;
  append: boolean;
}

const keyedElements = new WeakMap<Word, Keyed | false>();

/** `[key]=value` in a list of elements. */
function keyedElement(word: Word): Keyed | undefined {
  if (!word.text.startsWith('[')) return undefined;
  let known = keyedElements.get(word);
  if (known === undefined) {
    known = parseKeyed(word.text) ?? false;
    keyedElements.set(word, known);
  }
  return known || undefined;
}

function parseKeyed(text: string): Keyed | undefined {
  const [statement] = parse(`a${text}`).commands;
  const command = statement?.command;
  const assignment = command?.type === 'Command' ? command.prefix[0] : undefined;
  if (assignment?.type !== 'Assignment' || !assignment.index || assignment.value.type !== 'Word')
    return undefined;
  return { key: assignment.index, value: assignment.value, append: assignment.append === true };
}
