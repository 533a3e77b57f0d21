import { escapes, type Json } from './json.ts';

/** A text that is no JSON, in the words of jq 1.6, which tell the place where it noticed. */
export class ParseProblem extends Error {
  override name = 'ParseProblem';
}

type Open = { list: Json[] } | { object: Record<string, Json>; key: string | undefined };

/** Reads values as they come, any number of them one after the other (jv_parse.c of jq 1.6). */
export class JsonReader {
  #line = 1;
  #column = 0;
  #open: Open[] = [];
  #next: Json | undefined;
  #literal = '';
  #string: string | undefined;
  #isEscaped = false;
  #values: Json[] = [];

  /** The values that were complete before an error. */
  rest(): Json[] {
    return this.#values.splice(0);
  }

  /** The values that this text completes. */
  feed(text: string): Json[] {
    for (const letter of text) {
      this.#column += 1;
      if (letter === '\n') [this.#line, this.#column] = [this.#line + 1, 0];
      this.#take(letter);
    }
    return this.rest();
  }

  /** The values that the end completes. */
  end(): Json[] {
    if (this.#string !== undefined) this.#fail('Unfinished string at EOF');
    this.#endLiteral(' at EOF');
    if (this.#open.length > 0) this.#fail('Unfinished JSON term at EOF');
    return this.#values.splice(0);
  }

  #take(letter: string): void {
    if (this.#string !== undefined) this.#takeInString(letter);
    else if (/[\s,:[\]{}"]/u.test(letter)) {
      this.#endLiteral();
      if (letter === '"') this.#string = '';
      else if (letter.trim() !== '') this.#sign(letter);
    } else this.#literal += letter;
  }

  #takeInString(letter: string): void {
    const text = this.#string ?? '';
    if (letter === '"' && !this.#isEscaped) {
      this.#string = undefined;
      this.#value(this.#unescaped(text));
      return;
    }
    this.#string = text + letter;
    this.#isEscaped = letter === '\\' && !this.#isEscaped;
  }

  #unescaped(text: string): string {
    return text.replace(/\\(?:u([\da-fA-F]{4})|([\s\S]))/gu, (_, code?: string, letter?: string) =>
      code === undefined
        ? (escapes[letter ?? ''] ?? this.#fail('Invalid escape'))
        : String.fromCharCode(Number.parseInt(code, 16)),
    );
  }

  #endLiteral(where = ''): void {
    const text = this.#literal;
    this.#literal = '';
    if (text === '') return;
    if (Object.hasOwn(literals, text)) this.#value(literals[text] ?? null);
    else if (/^[tfn]/u.test(text)) this.#fail(`Invalid literal${where}`);
    else if (/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u.test(text)) this.#value(Number(text));
    else this.#fail(`Invalid numeric literal${where}`);
  }

  #value(value: Json): void {
    if (this.#open.length === 0) {
      this.#values.push(value);
      return;
    }
    if (this.#next !== undefined) this.#fail('Expected separator between values');
    this.#next = value;
  }

  #sign(sign: string): void {
    const top = this.#open.at(-1);
    if (sign === '[' || sign === '{') {
      if (this.#next !== undefined) this.#fail('Expected separator between values');
      this.#open.push(sign === '[' ? { list: [] } : { object: {}, key: undefined });
    } else if (sign === ':') this.#colon(top);
    else if (sign === ',') this.#comma(top);
    else this.#close(top, sign);
  }

  #colon(top: Open | undefined): void {
    const next = this.#next;
    if (next === undefined) this.#fail("Expected string key before ':'");
    if (!top || 'list' in top) return this.#fail("':' not as part of an object");
    if (typeof next !== 'string') return this.#fail('Object keys must be strings');
    if (top.key !== undefined) this.#fail("':' should follow a key");
    top.key = next;
    this.#next = undefined;
  }

  #comma(top: Open | undefined): void {
    if (this.#next === undefined) this.#fail("Expected value before ','");
    if (!top) return this.#fail("',' not as part of an object or array");
    this.#keep(top);
  }

  #close(top: Open | undefined, sign: string): void {
    const isList = sign === ']';
    if (!top || 'list' in top !== isList) return this.#fail(`Unmatched '${sign}'`);
    const isEmpty = 'list' in top ? top.list.length === 0 : Object.keys(top.object).length === 0;
    if (this.#next !== undefined) this.#keep(top);
    else if (!isEmpty)
      this.#fail(isList ? 'Expected another array element' : 'Expected another key-value pair');
    this.#open.pop();
    this.#value('list' in top ? top.list : top.object);
  }

  #keep(top: Open): void {
    const value = this.#next ?? null;
    this.#next = undefined;
    if ('list' in top) {
      top.list.push(value);
      return;
    }
    if (top.key === undefined) return this.#fail('Objects must consist of key:value pairs');
    Object.defineProperty(top.object, top.key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    top.key = undefined;
  }

  #fail(message: string): never {
    throw new ParseProblem(`${message} at line ${this.#line}, column ${this.#column}`);
  }
}

const literals: Readonly<Record<string, Json>> = { true: true, false: false, null: null };
