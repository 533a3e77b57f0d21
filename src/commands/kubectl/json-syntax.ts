/** What Go's encoding/json says of a text that is not JSON (scanner.go): where, in bytes, and why. */
export function jsonSyntaxError(text: string, bytesBefore: number): string {
  const fault = new Scanner(text).fault();
  if (fault === undefined) return 'unexpected EOF';
  const bytes = new TextEncoder().encode(text.slice(0, fault.at)).length;
  return `json: offset ${bytesBefore + bytes + 1}: invalid character ${quoted(text, fault.at)} ${fault.where}`;
}

function quoted(text: string, at: number): string {
  const char = text.charAt(at);
  if (char === "'") return String.raw`'\''`;
  return char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`;
}

interface Fault {
  at: number;
  where: string;
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #fault: Fault | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Undefined where the text only ends too soon. */
  fault(): Fault | undefined {
    this.#value();
    return this.#fault;
  }

  /** Each of these says whether the text goes on as it should. */
  #value(): boolean {
    this.#skip();
    const char = this.#text[this.#at] ?? '';
    if (char === '{') return this.#object();
    if (char === '[') return this.#array();
    if (char === '"') return this.#string();
    if (/[-\d]/.test(char)) return this.#number();
    const word = ['true', 'false', 'null'].find((one) => one.startsWith(char));
    if (char === '' || word === undefined) return this.#refuse('looking for beginning of value');
    return this.#literal(word);
  }

  #object(): boolean {
    this.#at += 1;
    this.#skip();
    if (this.#takes('}')) return true;
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] !== '"')
        return this.#refuse('looking for beginning of object key string');
      if (!this.#string()) return false;
      this.#skip();
      if (!this.#takes(':')) return this.#refuse('after object key');
      if (!this.#value()) return false;
      this.#skip();
      if (this.#takes('}')) return true;
      if (!this.#takes(',')) return this.#refuse('after object key:value pair');
    }
  }

  #array(): boolean {
    this.#at += 1;
    this.#skip();
    if (this.#takes(']')) return true;
    for (;;) {
      if (!this.#value()) return false;
      this.#skip();
      if (this.#takes(']')) return true;
      if (!this.#takes(',')) return this.#refuse('after array element');
    }
  }

  #string(): boolean {
    for (this.#at += 1; ; this.#at += 1) {
      const char = this.#text[this.#at];
      if (char === undefined || char < ' ') return this.#refuse('in string literal');
      if (char === '"') break;
      if (char !== '\\') continue;
      this.#at += 1;
      if (!/^["\\/bfnrtu]/.test(this.#text.slice(this.#at)))
        return this.#refuse('in string escape code');
      if (this.#text[this.#at] !== 'u') continue;
      for (let digits = 0; digits < 4; digits += 1) {
        this.#at += 1;
        if (!/^[\da-f]/i.test(this.#text.slice(this.#at, this.#at + 1)))
          return this.#refuse(String.raw`in \u hexadecimal character escape`);
      }
    }
    this.#at += 1;
    return true;
  }

  #number(): boolean {
    const digits = () => {
      const start = this.#at;
      while (/^\d$/.test(this.#text[this.#at] ?? '')) this.#at += 1;
      return this.#at > start;
    };
    this.#takes('-');
    if (!this.#takes('0') && !digits()) return this.#refuse('in numeric literal');
    if (this.#takes('.') && !digits())
      return this.#refuse('after decimal point in numeric literal');
    if (!this.#takes('e') && !this.#takes('E')) return true;
    if (!this.#takes('+')) this.#takes('-');
    return digits() || this.#refuse('in exponent of numeric literal');
  }

  #literal(word: string): boolean {
    for (const letter of word)
      if (!this.#takes(letter)) return this.#refuse(`in literal ${word} (expecting '${letter}')`);
    return true;
  }

  #skip(): void {
    while (/^[ \t\r\n]$/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #takes(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #refuse(where: string): false {
    if (this.#at < this.#text.length) this.#fault = { at: this.#at, where };
    return false;
  }
}
