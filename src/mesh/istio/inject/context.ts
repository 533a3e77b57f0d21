import { at, type Fields, fieldsOf } from '#cluster/api/json.ts';
import { merged, scalarAt } from '#mesh/istio/install/settings.ts';
import { parseSettings } from '#mesh/istio/settings-text.ts';
import type { Workload } from './workload.ts';

/** What the injector of a revision goes by: its config map and the mesh's. */
export interface InjectorConfig {
  readonly policy: 'enabled' | 'disabled';
  /** `values` of istio-sidecar-injector. */
  readonly values: Fields;
  readonly meshConfig: Fields;
  /** Empty for the default one. */
  readonly revision: string;
  /** Every kubelet is new enough for sidecars that are init containers. */
  readonly nativeSidecars: boolean;
}

/** A pod to inject, with what its annotations say. */
export interface Injection {
  readonly config: InjectorConfig;
  readonly pod: Fields;
  readonly namespace: string;
  readonly workload: Workload;
  /** Laid over the mesh's defaults by `proxy.istio.io/config`. */
  readonly proxyConfig: Fields;
}

export function annotationsOf(pod: Fields): Fields {
  return fieldsOf(at(pod, 'metadata', 'annotations'));
}

export function labelsOf(pod: Fields): Fields {
  return fieldsOf(at(pod, 'metadata', 'labels'));
}

/** An annotation, or a value of `global.proxy`. */
export function annotated({ pod, config }: Injection, name: string, value: string): string {
  const annotations = annotationsOf(pod);
  return Object.hasOwn(annotations, name)
    ? scalarAt(annotations, name)
    : scalarAt(config.values, 'global', 'proxy', value);
}

const usualAddress = 'istiod.istio-system.svc:15012';

/** What the mesh sets for every proxy, and over it what the pod asks for in YAML; what is as usual is left out (cleanProxyConfig). */
export function proxyConfigOf({ meshConfig }: InjectorConfig, pod: Fields): Fields {
  const { discoveryAddress, ...ofMesh } = fieldsOf(meshConfig['defaultConfig']);
  const address = discoveryAddress === usualAddress ? {} : { discoveryAddress };
  const text = scalarAt(annotationsOf(pod), 'proxy.istio.io/config');
  return merged({ ...address, ...ofMesh }, text === '' ? {} : parsed(text));
}

function parsed(text: string): Fields {
  try {
    return fieldsOf(parseSettings(text));
  } catch (error) {
    throw new InjectionError(
      `failed to unmarshal proxy config: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The pod cannot be injected as it asks: the webhook denies it. */
export class InjectionError extends Error {
  override name = 'InjectionError';
}

/** An init container that restarts: the default of Kubernetes 1.33 and after (features.EnableNativeSidecars, `auto`). */
export function isNative({ pod, config }: Injection): boolean {
  const asked = scalarAt(annotationsOf(pod), 'sidecar.istio.io/nativeSidecar');
  return asked === '' ? config.nativeSidecars : asked !== 'false';
}

export function interceptionMode({ pod }: Injection): string {
  return scalarAt(annotationsOf(pod), 'sidecar.istio.io/interceptionMode') || 'REDIRECT';
}
