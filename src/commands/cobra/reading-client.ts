import type { JsonObject } from '#cluster/api/object.ts';
import { Client, parseObject, type RequestOptions } from '#commands/kubectl/client.ts';

/** A few of the last answers: checks ask for the same lists by other selectors, and over and over while they wait. */
const most = 8;

/** Shorter ones are parsed sooner than they are found. */
const leastLength = 10_000;

/** The API for who only looks at what it answers: a text that came before is not parsed again. */
export class ReadingClient extends Client {
  readonly #known = new Map<string, JsonObject>();

  override async json(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<JsonObject> {
    const text = await this.text(method, path, options);
    if (text.length < leastLength) return parseObject(text);
    const found = this.#known.get(text) ?? parseObject(text);
    this.#known.delete(text);
    this.#known.set(text, found);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= most) break;
      this.#known.delete(oldest);
    }
    return found;
  }
}
