import { jsonType } from '#cluster/api/json-text.ts';
import { checkMetadata } from '#cluster/api/schema/decode.ts';
import { DecodeError } from '#cluster/api/schema/scalars.ts';
import type { Time } from '#process/program.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from './errors.ts';
import { quote } from './go-values.ts';
import { isRecord } from './json.ts';
import type { Manifest } from './manifests.ts';
import { goJson } from './printers/go-json.ts';

/** A document as cli-runtime decodes it: one object, or the items of a list. */
export interface Decoded {
  /** The list that the objects are items of. */
  list?: JsonObject;
  objects: readonly JsonObject[];
}

/** The validator of --validate, before the server is asked: kubectl pkg/util/openapi/validation (v1.35). */
export function checkTyped({ value, source }: Manifest): void {
  const problems = problemsOf(value);
  const isPlainList = isRecord(value) && value['apiVersion'] === 'v1' && value['kind'] === 'List';
  if (problems.length === 0 && isPlainList)
    problems.push(
      ...(Array.isArray(value['items']) ? value['items'].flatMap(problemsOf) : [notAnObject]),
    );
  // An aggregate tells each of its errors once.
  const told = [...new Set(problems)];
  if (told.length === 0) return;
  throw new CommandError(
    `error validating ${quote(source)}: error validating data: ${told.length > 1 ? `[${told.join(', ')}]` : told.join('')}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

const notAnObject = 'invalid object to validate';

function problemsOf(value: unknown): string[] {
  if (!isRecord(value)) return [notAnObject];
  return ['apiVersion', 'kind'].flatMap((field) => {
    const text = value[field];
    if (text === undefined || text === null) return [`${field} not set`];
    if (typeof text !== 'string') return [`${field} isn't string type`];
    return field === 'apiVersion' && !isGroupVersion(text)
      ? [`unexpected GroupVersion string: ${text}`]
      : [];
  });
}

export function isGroupVersion(text: string): boolean {
  return text.split('/').length < 3;
}

/** The unstructured decoder (apimachinery, v1.35), then what cli-runtime's own checks: metadata must be metadata. */
export async function decodeManifest(manifest: Manifest, time: Time): Promise<Decoded> {
  const decoded = decodeObjects(manifest);
  try {
    if (isRecord(manifest.value)) checkMetadata(manifest.value['metadata']);
    return decoded;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { exactWords } = await time.hold(import('#cluster/api/schema/exact-words.ts'));
    throw undecoded(manifest.source, exactWords(error));
  }
}

function undecoded(source: string, problem: string): CommandError {
  return new CommandError(`unable to decode ${quote(source)}: ${problem}`);
}

function decodeObjects({ value, source, json = goJson(value) }: Manifest): Decoded {
  const refuse = (problem: string) => undecoded(source, problem);
  const cannotRead = (what: unknown, into: string) =>
    refuse(`json: cannot unmarshal ${jsonType(what)} into Go ${into}`);
  if (!isRecord(value)) throw cannotRead(value, 'value of type unstructured.detector');
  const isList = Object.hasOwn(value, 'items');
  const items = isList ? (value['items'] ?? []) : [value];
  if (!Array.isArray(items))
    throw cannotRead(items, 'struct field decodeList.items of type []json.RawMessage');
  const objects = items.map((item) => {
    if (!isRecord(item)) throw cannotRead(item, 'value of type map[string]interface {}');
    if (isList && Array.isArray(item['items']))
      throw new CommandError(
        '*unstructured.Unstructured is not a list: no Items field in this object',
      );
    return isList ? withKindOf(value, item) : item;
  });
  if (typedText(value, 'kind') === '' || !isGroupVersion(typedText(value, 'apiVersion')))
    throw refuse(`Object 'Kind' is missing in '${json}'`);
  const { apiVersion = '' } = value;
  if (typeof apiVersion !== 'string' && apiVersion !== null)
    throw cannotRead(
      apiVersion,
      'struct field metadataOnlyObject.TypeMeta.apiVersion of type string',
    );
  return isList ? { list: value, objects } : { objects };
}

/** An item that says nothing of its kind has the list's. */
export function withKindOf(list: JsonObject, item: JsonObject): JsonObject {
  if (typedText(item, 'kind') !== '' || typedText(item, 'apiVersion') !== '') return item;
  const kind = typedText(list, 'kind').replace(/List$/, '');
  return { apiVersion: typedText(list, 'apiVersion'), kind, ...item };
}

function typedText(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === 'string' ? value : '';
}
