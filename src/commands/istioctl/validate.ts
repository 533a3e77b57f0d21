import { at, type Fields, fieldsOf, isFields, listOf, textOf } from '#cluster/api/json.ts';
import { istioCrds } from '#mesh/istio/install/crds.ts';
import { validateConfig } from '#mesh/istio/pilot/validate/validate.ts';
import { resolvePath } from '#commands/kubectl/paths.ts';
import { readText } from '#process/streams.ts';
import { parseAllDocuments } from 'yaml';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';

interface Verdict {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** istioctl/pkg/validate (1.31): files alone, without a cluster. */
export const validate: Verb = async (context) => {
  const names = context.flags.list('filename');
  if (names.length === 0)
    throw new CommandError(
      "error: you must specify resources by --filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  const verdicts: [name: string, verdict: Verdict][] = [];
  for (const name of names) verdicts.push([name, await validateFile(context, name)]);
  const errors = verdicts.flatMap(([, verdict]) => verdict.errors);
  for (const [name, { warnings }] of verdicts)
    if (warnings.length > 0) await context.err(warned(name, warnings));
    else if (errors.length === 0)
      await context.err(
        name === '-' ? 'validation succeed\n' : `${JSON.stringify(name)} is valid\n`,
      );
  if (errors.length === 0) return;
  const head = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} occurred:`;
  throw new CommandError(`${head}\n${errors.map((error) => `\t* ${error}\n`).join('')}\n`);
};

function warned(name: string, warnings: readonly string[]): string {
  const list = `\n\t${warnings.map((warning) => `* ${warning}`).join('\n\t')}\n`;
  return name === '-' ? list : `${JSON.stringify(name)} has warnings: ${list}\n`;
}

async function validateFile(context: Context, name: string): Promise<Verdict> {
  const { files, stdin } = context.process;
  const path = resolvePath(context.process, name);
  if (name !== '-' && files.stat(path) === undefined)
    return {
      errors: [`cannot read file ${JSON.stringify(name)}: open ${name}: no such file or directory`],
      warnings: [],
    };
  if (name !== '-' && files.stat(path)?.type === 'folder')
    throw notSimulated('istioctl validate d’un dossier');
  const text = name === '-' ? await readText(stdin) : files.readText(path);
  const verdicts = parseAllDocuments(text).map((document): Verdict => {
    const [error] = document.errors;
    if (error) return { errors: [`yaml: ${error.message.split('\n')[0] ?? ''}`], warnings: [] };
    return document.contents === null ? fine : validateObject(fieldsOf(document.toJS()));
  });
  return {
    errors: verdicts.flatMap(({ errors }) => errors),
    warnings: verdicts.flatMap(({ warnings }) => warnings),
  };
}

const fine: Verdict = { errors: [], warnings: [] };

function validateObject(object: Fields): Verdict {
  const kind = textOf(object['kind']);
  const [group = ''] = textOf(object['apiVersion']).split('/');
  // Whatever is not Istio's is let through, as the real one does with most of it.
  if (!group.endsWith('.istio.io')) return fine;
  if (group === 'install.istio.io') throw notSimulated('istioctl validate d’un IstioOperator');
  const where = `${kind}/${textOf(at(object, 'metadata', 'namespace'))}/${textOf(at(object, 'metadata', 'name'))}:`;
  const unknown = unknownField(object, kind);
  if (unknown !== undefined) return { errors: [`${where} ${unknown}`], warnings: [] };
  const { error, warnings } = validateConfig(kind, object);
  return {
    errors: itemsOf(error).map((item) => `${where} ${item}`),
    warnings: warnings.map((item) => `${where} ${item}`),
  };
}

/** A multierror is printed as its own lines: they are told one by one. */
function itemsOf(error: string | undefined): readonly string[] {
  if (error === undefined) return [];
  if (!/^\d+ errors? occurred:\n/.test(error)) return [error];
  return error
    .split('\n\t* ')
    .slice(1)
    .map((item) => item.trimEnd());
}

const topFields = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);

const packages: Readonly<Record<string, string>> = {
  networking: 'istio.networking.v1alpha3',
  security: 'istio.security.v1beta1',
  telemetry: 'istio.telemetry.v1alpha1',
  extensions: 'istio.extensions.v1alpha1',
};

/** The CRDs have the names of the protobuf messages' fields; of the messages inside they do not have the names. */
function unknownField(object: Fields, kind: string): string | undefined {
  const crd = istioCrds().find((one) => at(one, 'spec', 'names', 'kind') === kind);
  const version = listOf(at(crd, 'spec', 'versions'))[0];
  const schema = at(version, 'schema', 'openAPIV3Schema', 'properties', 'spec');
  const path = unknownPath(object['spec'], fieldsOf(schema), []);
  if (path !== undefined && path.length > 1)
    throw notSimulated(`istioctl validate d’un champ inconnu (spec.${path.join('.')})`);
  const [group = ''] = textOf(object['apiVersion']).split('.');
  if (path !== undefined)
    return `cannot parse proto message: unknown field ${JSON.stringify(path[0])} in ${packages[group] ?? group}.${kind}`;
  const extra = Object.keys(object).find((key) => !topFields.has(key));
  return extra === undefined ? undefined : `unknown field ${JSON.stringify(extra)}`;
}

function unknownPath(
  value: unknown,
  schema: Fields,
  path: readonly string[],
): readonly string[] | undefined {
  if (Array.isArray(value))
    return firstOf(value.map((item: unknown) => [item, fieldsOf(schema['items']), path] as const));
  const properties = schema['properties'];
  if (!isFields(value) || !isFields(properties)) return undefined;
  const stranger = Object.keys(value).find((key) => !Object.hasOwn(properties, key));
  if (stranger !== undefined) return [...path, stranger];
  return firstOf(
    Object.entries(value).map(
      ([key, item]) => [item, fieldsOf(properties[key]), [...path, key]] as const,
    ),
  );
}

function firstOf(
  parts: readonly (readonly [unknown, Fields, readonly string[]])[],
): readonly string[] | undefined {
  for (const part of parts) {
    const found = unknownPath(...part);
    if (found) return found;
  }
  return undefined;
}
