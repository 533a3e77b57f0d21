import { parseJson as parseBounded, TooDeep, tooDeepAt } from '#cluster/api/json-text.ts';
import type { Time } from '#process/program.ts';
import { NotSimulated } from './errors.ts';
import { jsonSyntaxError } from './json-syntax.ts';
import { type Document, yamlDocuments } from './manifests.ts';
import { YamlError, parseYaml } from './yaml-read.ts';

/** JSON, one object behind another, and the YAML that may follow. */
export async function* jsonDocuments(
  text: string,
  time: Pick<Time, 'hold'>,
): AsyncGenerator<Document> {
  let rest = text.trimStart();
  for (let count = 1; rest !== ''; count += 1) {
    const end = endOfJson(rest);
    yield await parseJson(rest.slice(0, end), { text, rest, time });
    rest = rest.slice(end).trimStart();
    if (rest.startsWith('{') || rest === '') continue;
    if (!rest.startsWith('---')) throw syntaxError({ text, rest, time });
    // Behind several, the real one takes a separator for a number.
    if (count > 1) throw new YamlError("invalid character '-' in numeric literal");
    return yield* yamlDocuments(rest, time);
  }
}

/** A text, and what of it is still to be read. */
interface Reading {
  text: string;
  rest: string;
  time: Pick<Time, 'hold'>;
}

function syntaxError({ text, rest }: Reading): YamlError {
  const before = text.slice(0, text.length - rest.length);
  return new YamlError(jsonSyntaxError(rest, new TextEncoder().encode(before).length));
}

/** Where the object that begins the text ends. */
function endOfJson(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') depth++;
    else if (token === '}' && --depth === 0) return index + 1;
  }
  return text.length;
}

/** encoding/json's `maxNestingDepth` */
const deepestInGo = 10_000;

async function parseJson(text: string, reading: Reading): Promise<Document> {
  const tooDeep = tooDeepAt(text, deepestInGo);
  if (tooDeep !== undefined) {
    const offset = new TextEncoder().encode(text.slice(0, tooDeep + 1)).length;
    throw new YamlError(
      `json: offset ${offset}: invalid character '${text.charAt(tooDeep)}' exceeded max depth`,
    );
  }
  try {
    return { value: parseBounded(text), json: text };
  } catch (error) {
    if (error instanceof TooDeep) throw new NotSimulated(error.message);
    if (!(error instanceof SyntaxError)) throw error;
    // What is not JSON is read as YAML, whose flow style it resembles.
    try {
      return { value: await parseYaml(text, reading.time) };
    } catch (second) {
      if (!(second instanceof YamlError)) throw second;
      throw syntaxError(reading);
    }
  }
}
