import { type Fields, textOf } from '#cluster/api/json.ts';
import {
  has,
  isTrue,
  messages,
  number,
  optional,
  text,
  texts,
} from '#mesh/istio/pilot/model/fields.ts';
import type {
  HeaderOperations,
  HttpRedirect,
  HttpRoute,
} from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import { type BackendContext, backendOf } from './backends.ts';
import type { Refusal } from './references.ts';

export interface Filtered {
  readonly route: HttpRoute;
  readonly refusal?: Refusal;
}

type Filter = (route: HttpRoute, settings: Fields, context: BackendContext) => Filtered;

/** Of a rule or of one of its backends. */
export function applyFilters(
  route: HttpRoute,
  filters: readonly (Fields | undefined)[],
  context: BackendContext,
): Filtered {
  return filters.reduce<Filtered>(
    (made, filter) => {
      const type = text(filter ?? {}, 'type');
      const known = Object.hasOwn(byType, type) ? byType[type] : undefined;
      if (!known) {
        const message = `unsupported filter type "${type}"`;
        return { ...made, refusal: { reason: 'InvalidFilter', message } };
      }
      const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
      const settings = optional(
        filter ?? {},
        type === 'URLRewrite' ? 'urlRewrite' : type === 'CORS' ? 'cors' : key,
      );
      if (!settings) return made;
      const { route: next, refusal = made.refusal } = known(made.route, settings, context);
      return { route: next, ...(refusal && { refusal }) };
    },
    { route },
  );
}

const byType: Readonly<Record<string, Filter>> = {
  RequestHeaderModifier: (route, settings) => ({
    route: { ...route, headers: { ...route.headers, request: operations(settings) } },
  }),
  ResponseHeaderModifier: (route, settings) => ({
    route: { ...route, headers: { ...route.headers, response: operations(settings) } },
  }),
  RequestRedirect: (route, settings) => ({ route: { ...route, redirect: redirect(settings) } }),
  URLRewrite: (route, settings) => ({ route: { ...route, ...rewrite(settings) } }),
  RequestMirror: mirror,
  CORS: (route, settings) => ({ route: { ...route, corsPolicy: cors(settings) } }),
};

function operations(settings: Fields): HeaderOperations {
  const named = (key: string) => {
    const pairs = messages(settings, key).map((each) => [
      text(each ?? {}, 'name').toLowerCase(),
      text(each ?? {}, 'value'),
    ]);
    return pairs.length > 0 ? { [key]: Object.fromEntries(pairs.toReversed()) } : {};
  };
  const remove = texts(settings, 'remove');
  return { ...named('set'), ...named('add'), ...(remove.length > 0 && { remove }) };
}

function redirect(settings: Fields): HttpRedirect {
  const path = optional(settings, 'path');
  const scheme = text(settings, 'scheme');
  const uri = !path
    ? undefined
    : text(path, 'type') === 'ReplaceFullPath'
      ? text(path, 'replaceFullPath')
      : `%PREFIX()%${text(path, 'replacePrefixMatch')}`;
  const port = has(settings, 'port')
    ? { port: number(settings, 'port') }
    : {
        derivePort:
          scheme === '' ? ('FROM_REQUEST_PORT' as const) : ('FROM_PROTOCOL_DEFAULT' as const),
      };
  return {
    redirectCode: has(settings, 'statusCode') ? number(settings, 'statusCode') : 302,
    ...(has(settings, 'hostname') && { authority: text(settings, 'hostname') }),
    ...(scheme !== '' && { scheme }),
    ...port,
    ...(uri !== undefined && { uri }),
  };
}

function rewrite(settings: Fields): Pick<HttpRoute, 'rewrite'> {
  const path = optional(settings, 'path');
  const authority = has(settings, 'hostname') ? { authority: text(settings, 'hostname') } : {};
  if (!path) return { rewrite: authority };
  if (text(path, 'type') === 'ReplaceFullPath') {
    const uriRegexRewrite = { match: '/.*', rewrite: text(path, 'replaceFullPath') };
    return { rewrite: { ...authority, uriRegexRewrite } };
  }
  const uri = text(path, 'replacePrefixMatch').replace(/\/$/, '') || '/';
  return { rewrite: { ...authority, uri } };
}

function mirror(route: HttpRoute, settings: Fields, context: BackendContext): Filtered {
  const { destination, refusal } = backendOf(optional(settings, 'backendRef') ?? {}, context);
  if (!destination) return { route, ...(refusal && { refusal }) };
  const fraction = optional(settings, 'fraction');
  const value = fraction
    ? (100 * number(fraction, 'numerator')) / (number(fraction, 'denominator') || 100)
    : has(settings, 'percent')
      ? number(settings, 'percent')
      : 100;
  const mirrors = [...(route.mirrors ?? []), { destination, percentage: { value } }];
  return { route: { ...route, mirrors }, ...(refusal && { refusal }) };
}

function cors(settings: Fields): NonNullable<HttpRoute['corsPolicy']> {
  const origins = texts(settings, 'allowOrigins').map((origin) =>
    origin.includes('*') ? { regex: originRegex(origin) } : { exact: origin },
  );
  return {
    allowOrigins: origins,
    allowMethods: texts(settings, 'allowMethods'),
    allowHeaders: texts(settings, 'allowHeaders'),
    exposeHeaders: texts(settings, 'exposeHeaders'),
    ...(has(settings, 'maxAge') && { maxAge: `${textOf(String(settings['maxAge']))}s` }),
    allowCredentials: isTrue(settings, 'allowCredentials'),
    unmatchedPreflights: 'IGNORE',
  };
}

function originRegex(origin: string): string {
  return origin === '*' ? '.*' : origin.replaceAll('.', String.raw`\.`).replace('*', '.*');
}
