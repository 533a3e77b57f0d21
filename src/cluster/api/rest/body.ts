import { YAMLParseError } from 'yaml';
import { badRequest, unsupportedMedia } from '#cluster/api/errors.ts';
import { type Fields, isFields } from '#cluster/api/json.ts';
import { goSyntaxError, kindUnknown, parseJson } from '#cluster/api/json-text.ts';
import { composeYaml, ScannerError } from '#cluster/api/yaml.ts';

const objectTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

export interface Body {
  readonly fields: Fields;
  /** As it came, for those who look for what JSON.parse loses (duplicate fields). */
  readonly text: string;
  readonly isYaml: boolean;
}

export function contentType(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The object in a request's body; JSON unless told otherwise. */
export async function readObject(request: Request): Promise<Body> {
  const type = contentType(request);
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml') {
    throw unsupportedMedia(objectTypes);
  }
  const text = await request.text();
  const isYaml = type === 'application/yaml';
  return { fields: parseObject(text, isYaml), text, isYaml };
}

export function parseObject(text: string, isYaml: boolean): Fields {
  const value = isYaml ? readYaml(text) : readJson(text);
  if (isFields(value)) return value;
  throw badRequest(kindUnknown(value));
}

function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRequest(`couldn't get version/kind; json parse error: ${goSyntaxError(text)}`);
  }
}

/** JSON is YAML, and much faster to read. What YAML refuses of it, halves of a pair, is left to YAML. */
function asJson(text: string): unknown {
  if (!text.startsWith('{') || text.includes('\\u')) return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function readYaml(text: string): unknown {
  const json = asJson(text);
  if (json !== undefined) return json;
  try {
    const document = composeYaml(text);
    const [failure] = document.errors;
    if (failure) throw failure;
    return document.toJS();
  } catch (error) {
    const isRefusal =
      error instanceof ScannerError ||
      error instanceof YAMLParseError ||
      // What shows only when aliases are followed: one that is not there, or too many.
      error instanceof ReferenceError;
    if (!isRefusal) throw error;
    throw badRequest(`error converting YAML to JSON: ${error.message}`);
  }
}
