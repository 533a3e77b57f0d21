import { isRecord, listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { withJsonNames } from './field-names.ts';

/** What a proxy's admin port answers at /config_dump, with the names that protojson prints. */
export interface ConfigDump {
  /** The part of a type; a dump that lacks it is refused. */
  readonly section: (type: Section) => JsonObject;
  readonly has: (type: Section) => boolean;
}

type Section = 'Bootstrap' | 'Clusters' | 'Listeners' | 'Routes' | 'Endpoints' | 'Secrets' | 'Ecds';

/** istioctl/pkg/util/configdump/{wrapper,util}.go. */
export function parseConfigDump(text: string): ConfigDump {
  const configs = listAt(parseJson(text), 'configs');
  const find = (type: string): JsonObject | undefined =>
    configs.findLast((each) => textAt(each, '@type') === type);
  const renamed = new Map<Section, JsonObject>();
  return {
    has: (section) => find(typeOf(section)) !== undefined,
    section: (section) => {
      const known = renamed.get(section);
      if (known) return known;
      const type = typeOf(section);
      const found = find(type);
      if (!found) throw new CommandError(`config dump has no configuration type ${type}`);
      const made = recordAt({ found: withJsonNames(found) }, 'found');
      renamed.set(section, made);
      return made;
    },
  };
}

function typeOf(section: Section): string {
  return `type.googleapis.com/envoy.admin.v3.${section}ConfigDump`;
}

export function parseJson(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CommandError('error unmarshalling config dump response from Envoy: not a JSON object');
}

export function listenersOf(dump: ConfigDump): readonly JsonObject[] {
  const section = dump.section('Listeners');
  const found = [
    ...messages(section, 'dynamicListeners', 'activeState.listener'),
    ...messages(section, 'staticListeners', 'listener'),
  ];
  if (found.length === 0) throw new CommandError('no listeners found');
  return found;
}

export function clustersOf(dump: ConfigDump): readonly JsonObject[] {
  const section = dump.section('Clusters');
  const found = [
    ...messages(section, 'dynamicActiveClusters', 'cluster'),
    ...messages(section, 'staticClusters', 'cluster'),
  ];
  if (found.length === 0) throw new CommandError('no clusters found');
  return found;
}

export function routesOf(dump: ConfigDump): readonly JsonObject[] {
  const section = dump.section('Routes');
  const found = [
    ...messages(section, 'dynamicRouteConfigs', 'routeConfig'),
    ...messages(section, 'staticRouteConfigs', 'routeConfig'),
  ];
  if (found.length === 0) throw new CommandError('no routes found');
  return found;
}

/** None in a dump that was not asked for them. */
export function endpointsOf(dump: ConfigDump): readonly JsonObject[] {
  if (!dump.has('Endpoints')) return [];
  const section = dump.section('Endpoints');
  return [
    ...messages(section, 'dynamicEndpointConfigs', 'endpointConfig'),
    ...messages(section, 'staticEndpointConfigs', 'endpointConfig'),
  ];
}

/** What stands at `path` in each of a list, without the type that an Any adds to it. */
export function messages(section: JsonObject, list: string, path: string): readonly JsonObject[] {
  return listAt(section, list)
    .map((entry) => recordAt(entry, path))
    .filter((message) => Object.keys(message).length > 0)
    .map((message) => {
      const { '@type': _, ...fields } = message;
      return fields;
    });
}
