import { notAcceptable } from '#cluster/api/errors.ts';

/** The form in which a client wants objects: itself, a Table of it, or only its metadata. */
export type Form = 'object' | 'table' | 'partial';

const served = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const forms = new Map<string, Form>([
  ['Table', 'table'],
  ['PartialObjectMetadata', 'partial'],
  ['PartialObjectMetadataList', 'partial'],
]);

export interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The media types of an Accept header, in its order. */
export function parseAccept(header: string | null): readonly MediaType[] {
  return (header ?? '')
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((word) => word.trim());
      const pairs = parameters.map((text): [string, string] => {
        const [key = '', value = ''] = text.split('=');
        return [key, value];
      });
      return { type: type.toLowerCase(), parameters: new Map(pairs) };
    });
}

/** The first form that is served; apiserver/pkg/endpoints/handlers/negotiation (v1.35). */
export function formOf(request: Request): Form {
  const accepted = parseAccept(request.headers.get('accept'));
  if (accepted.length === 0) return 'object';
  for (const { type, parameters } of accepted) {
    if (!isJson(type)) continue;
    const as = parameters.get('as');
    if (as === undefined) return 'object';
    const form = forms.get(as);
    if (form && parameters.get('g') === 'meta.k8s.io') return form;
  }
  throw notAcceptable(served);
}

function isJson(type: string): boolean {
  return (
    type === 'application/json' ||
    type === 'application/yaml' ||
    type === '*/*' ||
    type === 'application/*'
  );
}
