import type { Verb } from './context.ts';
import { get } from './get.ts';
import { options } from './options.ts';

/** The verbs that read, by path. */
export const readingVerbs: readonly (readonly [string, Verb])[] = [
  ['get', get],
  ['options', options],
];

/** Those that are loaded when they are first typed. */
export const laterVerbs: ReadonlyMap<string, () => Promise<Verb>> = new Map([
  ['api-resources', async () => (await import('./api-resources.ts')).apiResources],
  ['api-versions', async () => (await import('./api-versions.ts')).apiVersions],
  ['auth can-i', async () => (await import('./auth/can-i.ts')).canI],
  ['auth reconcile', async () => (await import('./auth/reconcile.ts')).reconcile],
  ['auth whoami', async () => (await import('./auth/who-am-i.ts')).whoAmI],
  ['cluster-info', async () => (await import('./cluster-info.ts')).clusterInfo],
  ['cluster-info dump', async () => (await import('./cluster-dump.ts')).clusterInfoDump],
  ['describe', async () => (await import('./describe.ts')).describe],
  ['events', async () => (await import('./events.ts')).events],
  ['explain', async () => (await import('./explain.ts')).explain],
  ['top node', async () => (await import('./top.ts')).top],
  ['top pod', async () => (await import('./top.ts')).top],
  ['version', async () => (await import('./version.ts')).version],
]);

/** `kubectl config …`, loaded together. */
export async function configVerb(path: string): Promise<Verb | undefined> {
  const { configVerbs } = await import('./config/listed.ts');
  return configVerbs.find(([name]) => name === path)?.[1];
}
