import { highAvailability } from './availability.ts';
import { cniPlugin } from './cni.ts';
import { config } from './config.ts';
import { crds } from './definitions.ts';
import { existence } from './existence.ts';
import { extensionChecks } from './extensions.ts';
import { identity, identityDataPlane } from './identity.ts';
import { kubernetesApi, kubernetesVersion } from './kubernetes.ts';
import { preInstall } from './pre-install.ts';
import { controlPlaneProxies, dataPlane } from './proxies.ts';
import type { Category } from './runner.ts';
import { controlPlaneVersion, version } from './versions.ts';
import { webhooksAndApiServices } from './webhooks.ts';

/** What a line asks for: `--pre`, `--pre --linkerd-cni-enabled`, `--crds`, `--proxy`, or nothing of these. */
export type Mode = 'pre' | 'pre-cni' | 'crds' | 'proxy' | 'all';

const installed: readonly Mode[] = ['all', 'proxy'];
const always: readonly Mode[] = ['pre', 'pre-cni', 'crds', ...installed];

/** Every category in its order, and the modes that have it (linkerd2 pkg/healthcheck/healthcheck.go and cli/cmd/check.go, edge-26.6.3). */
const table: readonly (readonly [Category, readonly Mode[]])[] = [
  [kubernetesApi, always],
  [kubernetesVersion, always],
  [preInstall, ['pre', 'pre-cni']],
  [crds, ['crds']],
  [existence, installed],
  [config, installed],
  [cniPlugin, ['pre-cni', ...installed]],
  [identity, installed],
  [webhooksAndApiServices, installed],
  [identityDataPlane, ['proxy']],
  [version, always],
  [controlPlaneVersion, ['all']],
  [controlPlaneProxies, installed],
  [dataPlane, ['proxy']],
  [highAvailability, installed],
  [extensionChecks, ['all']],
];

export function categoriesOf(mode: Mode): readonly Category[] {
  return table.filter(([, modes]) => modes.includes(mode)).map(([category]) => category);
}
