import { parsePlainYaml } from '#cluster/api/plain-yaml.ts';
import { later } from '#process/later.ts';

/** The YAML library, for settings that are not plain: whoever keeps such a text has waited for it. */
export const anySettings = later(async () => (await import('./any-settings.ts')).parseAnySettings);

/** Settings in a ConfigMap or an annotation, in YAML or JSON. Throws where the library does. */
export function parseSettings(text: string): unknown {
  const plain = plainSettings(text);
  if (plain) return plain.value;
  if (!anySettings.value) throw new Error('settings that nobody waited for');
  return anySettings.value(text);
}

/** Loads what reads these texts; undefined where nothing has to be loaded. */
export function readyForSettings(texts: Iterable<string>): Promise<unknown> | undefined {
  if (anySettings.value || [...texts].every((text) => plainSettings(text))) return undefined;
  return anySettings.load();
}

function plainSettings(text: string): { readonly value: unknown } | undefined {
  if (text.trim() === '') return { value: null };
  return text.startsWith('{') ? (json(text) ?? parsePlainYaml(text)) : parsePlainYaml(text);
}

function json(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}
