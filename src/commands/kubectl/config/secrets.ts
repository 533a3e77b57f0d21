import type { JsonObject } from '#cluster/api/object.ts';
import type { Config } from './files.ts';

const omitted: Readonly<Record<string, string>> = {
  'certificate-authority-data': 'DATA+OMITTED',
  'client-certificate-data': 'DATA+OMITTED',
  'client-key-data': 'DATA+OMITTED',
  token: 'REDACTED',
  password: 'REDACTED',
};

/** What `config view` hides without --raw. */
export function omitSecrets(config: Config): Config {
  return { ...config, clusters: hidden(config.clusters), users: hidden(config.users) };
}

function hidden(entries: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, JsonObject> {
  return new Map(
    [...entries].map(([name, entry]) => [
      name,
      Object.fromEntries(
        Object.entries(entry).map(([key, value]) => [
          key,
          value === '' || value === undefined ? value : (omitted[key] ?? value),
        ]),
      ),
    ]),
  );
}
