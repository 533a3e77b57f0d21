import { fieldsOf, type Fields } from '#cluster/api/json.ts';
import type { InjectorConfig } from '#mesh/istio/inject/context.ts';
import { parseSettings } from '#mesh/istio/settings-text.ts';
import { perObject } from '#mesh/istio/pilot/model/lazy.ts';
import type { MeshHost } from './mesh.ts';

export interface Place {
  readonly namespace: string;
  /** Empty for the default one. */
  readonly revision: string;
}

/** The config maps of a revision, as they are now. Undefined while they are not there. */
export function injectorConfig(
  { api }: Pick<MeshHost, 'api'>,
  { namespace, revision }: Place,
): InjectorConfig | undefined {
  const suffix = revision === '' ? '' : `-${revision}`;
  const data = (name: string) =>
    api.find('configmaps', { namespace, name: `${name}${suffix}` })?.data;
  const injector = data('istio-sidecar-injector');
  const mesh = data('istio');
  if (!injector || !mesh) return undefined;
  return {
    ...injectorOf(injector),
    meshConfig: meshOf(mesh),
    revision,
    nativeSidecars: hasNativeSidecars(api),
  };
}

type Data = Readonly<Record<string, string>>;

const injectorOf = perObject(({ config, values }: Data) => ({
  policy: document(config)['policy'] === 'disabled' ? ('disabled' as const) : ('enabled' as const),
  values: document(values),
}));

const meshOf = perObject(({ mesh }: Data) => document(mesh));

/** YAML, and so JSON, too. */
function document(text: string | undefined): Fields {
  return fieldsOf(parseSettings(text ?? ''));
}

/** DetectNativeSidecar: every kubelet is of 1.33 or after. */
function hasNativeSidecars(api: MeshHost['api']): boolean {
  return api.list('nodes').every(({ status }) => {
    const version = status?.nodeInfo?.kubeletVersion ?? '';
    return Number(/^v1\.(\d+)/.exec(version)?.[1] ?? 0) >= 33;
  });
}
