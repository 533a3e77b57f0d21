import { badRequest, unsupportedMedia } from '#cluster/api/errors.ts';
import { type Fields, isFields } from '#cluster/api/json.ts';
import { goSyntaxError, kindUnknown, parseJson } from '#cluster/api/json-text.ts';
import type { Exchange } from './exchange.ts';
import { yaml } from './late-yaml.ts';

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
export async function readObject(exchange: Exchange): Promise<Body> {
  const { request } = exchange;
  const type = contentType(request);
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml') {
    throw unsupportedMedia(objectTypes);
  }
  const text = await request.text();
  const isYaml = type === 'application/yaml';
  return { fields: await parseObject(exchange, text, isYaml), text, isYaml };
}

export async function parseObject(
  exchange: Exchange,
  text: string,
  isYaml: boolean,
): Promise<Fields> {
  const value = isYaml ? await readYaml(exchange, text) : readJson(text);
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

export async function readYaml({ server }: Exchange, text: string): Promise<unknown> {
  const json = asJson(text);
  if (json !== undefined) return json;
  const { parse } = yaml.value ?? (await server.core.clock.hold(yaml.load()));
  return parse(text);
}
