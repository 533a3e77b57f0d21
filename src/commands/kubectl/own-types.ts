import { jsonType } from '#cluster/api/json-text.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { readTyped } from '#cluster/api/schema/decode.ts';
import { exactWords } from '#cluster/api/schema/exact-words.ts';
import { DecodeError } from '#cluster/api/schema/scalars.ts';
import { gvkOf } from '#cluster/api/schema/schema.ts';
import { schemaOf } from '#cluster/api/schema/structure.ts';
import { CommandError, Failures, isTold } from './errors.ts';
import { quote } from './go-values.ts';
import { isRecord } from './json.ts';
import { type Decoded, isGroupVersion, withKindOf } from './manifest-decoding.ts';
import type { Manifest } from './manifests.ts';
import { goJson } from './printers/go-json.ts';
import { NotRegistered, isBuiltIn, notRegistered } from './scheme.ts';

/** A document as a builder WithScheme decodes it: into Go types that kubectl was compiled with. */
export function decodeOwn({ value, source, json }: Manifest): Decoded {
  try {
    const [apiVersion, kind] = headOf(value);
    if (isRecord(value) && apiVersion !== '' && kind.endsWith('List'))
      return { list: value, objects: itemsOf(value) };
    return { objects: [readOwn(value, json)] };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`unable to decode ${quote(source)}: ${error.message}`);
  }
}

/** An item of a type that is none stays as it is, and nothing can be said of it then. */
const unknownItem = new CommandError(
  'unable to get type info from the object "*runtime.Unknown": no kind is registered for the type runtime.Unknown in scheme "pkg/scheme/scheme.go:28"',
);

/** runtime.DecodeList: all that is wrong with any, and then none of them. */
function itemsOf(list: JsonObject): JsonObject[] {
  const { items = [] } = list;
  if (!Array.isArray(items))
    throw new CommandError(
      `json: cannot unmarshal ${jsonType(items)} into Go struct field List.items of type []runtime.RawExtension`,
    );
  const errors: unknown[] = [];
  const objects = items.flatMap((item) => {
    try {
      return [readOwn(isRecord(item) ? withKindOf(list, item) : item)];
    } catch (error) {
      if (!isTold(error)) throw error;
      errors.push(error instanceof NotRegistered ? unknownItem : error);
      return [];
    }
  });
  if (errors.length > 0) throw new Failures(errors);
  return objects;
}

/** The codec of kubectl's own scheme (apimachinery/pkg/runtime/serializer/json, v1.35). `json` is told where it says no kind. */
export function readOwn(value: unknown, json = goJson(value)): JsonObject {
  const [apiVersion, kind] = headOf(value);
  const missing = (kind === '' && 'Kind') || (apiVersion === '' && 'apiVersion');
  if (missing) throw new CommandError(`Object '${missing}' is missing in '${json}'`);
  const object = isRecord(value) ? value : {};
  const gvk = gvkOf(object);
  const schema = isBuiltIn(gvk) ? schemaOf(gvk) : undefined;
  if (schema === undefined) {
    if (isBuiltIn(gvk) && isOlder.test(apiVersion)) return object;
    throw notRegistered(gvk);
  }
  try {
    const read = readTyped(object, schema);
    return isRecord(read) ? read : object;
  } catch (error) {
    if (error instanceof DecodeError) throw new CommandError(exactWords(error));
    throw error;
  }
}

/** Versions that no cluster serves any more, which it still has the types of. Those are not known here, and left as they are. */
const isOlder = /^(apps|batch|extensions|policy|.*\.k8s\.io)\/v\d+(alpha|beta)\d+$/;

/** What says of which type it is. */
function headOf(value: unknown): [apiVersion: string, kind: string] {
  const refuse = (what: unknown, into: string) =>
    new CommandError(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(what)} into Go ${into}`,
    );
  if (!isRecord(value))
    throw refuse(
      value,
      'value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }',
    );
  const text = (field: string): string => {
    const found = value[field] ?? '';
    if (typeof found !== 'string') throw refuse(found, `struct field .${field} of type string`);
    return found;
  };
  const [apiVersion, kind] = [text('apiVersion'), text('kind')];
  if (!isGroupVersion(apiVersion))
    throw new CommandError(`unexpected GroupVersion string: ${apiVersion}`);
  return [apiVersion, kind];
}
