import { at, fieldsOf, optionalText } from '#cluster/api/json.ts';
import { readyForSettings } from '#mesh/istio/settings-text.ts';
import type { MeshHost } from './mesh.ts';

/** Kinds that pods are made of; their own templates come before them. */
const templates = [
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'jobs.batch',
  'cronjobs.batch',
] as const;

/**
 * Settings that istiod reads in the middle of an event: what reads them is loaded when they come, while time stands still.
 * Returns how to stop.
 */
export function watchSettings({ api, clock }: Pick<MeshHost, 'api' | 'clock'>): () => void {
  const look = (object: object): void => {
    const loading = readyForSettings(settingsOf(object));
    if (loading) void clock.hold(loading);
  };
  const stops = (['configmaps', 'pods', ...templates] as const).map((resource) => {
    api.list(resource).forEach(look);
    return api.watch(resource, ({ object }) => look(object));
  });
  return () => stops.forEach((stop) => stop());
}

/** The texts of an object that are settings of the mesh. */
function settingsOf(object: object): readonly string[] {
  const name = optionalText(at(object, 'metadata', 'name')) ?? '';
  const { mesh, config, values } = fieldsOf(
    name.startsWith('istio') ? at(object, 'data') : undefined,
  );
  const annotated = [[], ['spec', 'template'], ['spec', 'jobTemplate', 'spec', 'template']].map(
    (path) => at(object, ...path, 'metadata', 'annotations', annotation),
  );
  return [mesh, config, values, ...annotated].filter((text) => typeof text === 'string');
}

export const annotation = 'proxy.istio.io/config';
