import { parsePlainYaml } from '#cluster/api/plain-yaml.ts';
import { later } from '#process/later.ts';
import { ofLastText } from '#process/of-last-text.ts';
import type { Time } from '#process/program.ts';

/** A text that go-yaml refuses; the message is what kubectl prints after `error parsing FILE: `. */
export class YamlError extends Error {
  override name = 'YamlError';
}

/** What go-yaml itself says. */
export function yamlWords({ message }: YamlError): string {
  return message.replace('error converting YAML to JSON: ', '');
}

/** The library: loaded with the first text that is not plain, right or wrong. */
const library = later(() => import('./any-yaml.ts'));

/** One YAML 1.1 document as sigs.k8s.io/yaml reads it into JSON. Throws a YamlError. */
export async function parseYaml(text: string, { hold }: Pick<Time, 'hold'>): Promise<unknown> {
  const plain = parsePlainYaml(text);
  if (plain) return plain.value;
  const { parseAnyYaml } = library.value ?? (await hold(library.load()));
  return parseAnyYaml(text);
}

const isPlain = ofLastText((text) => parsePlainYaml(text) !== undefined);

/** Loads what reads this text, for those who cannot wait when they read it. */
export async function readyForYaml(text: string, { hold }: Pick<Time, 'hold'>): Promise<void> {
  if (!library.value && !isPlain(text)) await hold(library.load());
}

/** As `parseYaml`, of a text that has been made ready for. */
export function parseReadyYaml(text: string): unknown {
  const plain = parsePlainYaml(text);
  if (plain) return plain.value;
  if (!library.value) throw new Error('what reads this text of YAML is not loaded');
  return library.value.parseAnyYaml(text);
}
