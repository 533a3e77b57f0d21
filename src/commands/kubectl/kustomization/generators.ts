import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import type { Sources } from '#commands/kubectl/generators/ask.ts';
import { configMapData, secretData } from '#commands/kubectl/generators/config.ts';
import { keyValues } from '#commands/kubectl/generators/key-values.ts';
import { at, recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';
import type { Resource } from './resource.ts';

/** `configMapGenerator` and `secretGenerator`: one object an entry. */
export function generate(
  kind: 'ConfigMap' | 'Secret',
  entry: JsonObject,
  { options, sources }: { options: JsonObject; sources: Sources },
): Resource {
  const name = textAt(entry, 'name');
  const own = recordAt(entry, 'options');
  const env = textAt(entry, 'env');
  const literals = textsAt(entry, 'literals');
  checkLiterals(literals);
  const entries = keyValues(
    {
      files: textsAt(entry, 'files'),
      literals: literals.map(unquoted),
      envFiles: [...textsAt(entry, 'envs'), ...(env === '' ? [] : [env])],
    },
    sources,
  );
  const both = (field: string) => {
    const all = { ...recordAt(options, field), ...recordAt(own, field) };
    return Object.keys(all).length > 0 ? all : undefined;
  };
  const metadata = {
    name,
    namespace: textAt(entry, 'namespace') || undefined,
    labels: both('labels'),
    annotations: both('annotations'),
  };
  const immutable = (at(own, 'immutable') ?? at(options, 'immutable')) === true || undefined;
  const fixed = at(own, 'disableNameSuffixHash') ?? at(options, 'disableNameSuffixHash');
  const data = kind === 'ConfigMap' ? configMapData(name, entries) : { data: secretData(entries) };
  const type = kind === 'Secret' ? textAt(entry, 'type') || 'Opaque' : undefined;
  return {
    object: { apiVersion: 'v1', kind, metadata, ...data, type, immutable },
    names: [name],
    hashed: fixed !== true,
  };
}

/** kustomize takes the quotes around a literal's value away. */
function unquoted(literal: string): string {
  const [key = '', value] = literal.split(/=(.*)/s);
  if (value === undefined) return literal;
  return `${key}=${/^(['"]).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value}`;
}

/** `behavior`: a new object, or one of a lower layer changed. */
export function addGenerated(
  resources: readonly Resource[],
  made: Resource,
  behavior: string,
): Resource[] {
  const [name = ''] = made.names;
  const kind = textAt(made.object, 'kind');
  const index = resources.findIndex(
    (one) => textAt(one.object, 'kind') === kind && one.names.includes(name),
  );
  const old = resources[index];
  if (behavior !== 'merge' && behavior !== 'replace') {
    if (old !== undefined)
      throw new CommandError(
        `merging from generator ${name}: id resid.ResId exists; behavior must be merge or replace`,
      );
    return [...resources, made];
  }
  if (old === undefined)
    throw new CommandError(
      `merging from generator ${name}: id resid.ResId does not exist; cannot merge or replace`,
    );
  const data =
    behavior === 'replace'
      ? recordAt(made.object, 'data')
      : { ...recordAt(old.object, 'data'), ...recordAt(made.object, 'data') };
  const metadata = { ...recordAt(made.object, 'metadata'), ...recordAt(old.object, 'metadata') };
  const object = { ...old.object, ...made.object, metadata, data };
  return resources.with(index, { ...old, object });
}

/** All of them are told, and the first that is wrong. */
function checkLiterals(literals: readonly string[]): void {
  const wrong = literals.find((one) => one.indexOf('=') < 1);
  if (wrong !== undefined)
    throw new CommandError(
      `loading KV pairs: literal sources [${literals.join(' ')}]: invalid literal source ${wrong}, expected key=value`,
    );
}
