import { apiResources } from './api-resources.ts';
import { apiVersions } from './api-versions.ts';
import { canI } from './auth/can-i.ts';
import { reconcile } from './auth/reconcile.ts';
import { whoAmI } from './auth/who-am-i.ts';
import { clusterInfo, clusterInfoDump } from './cluster-info.ts';
import { configVerbs } from './config/listed.ts';
import type { Verb } from './context.ts';
import { describe } from './describe.ts';
import { events } from './events.ts';
import { explain } from './explain.ts';
import { get } from './get.ts';
import { options } from './options.ts';
import { top } from './top.ts';
import { version } from './version.ts';

/** The verbs that read, by path. */
export const readingVerbs: readonly (readonly [string, Verb])[] = [
  ['api-resources', apiResources],
  ['api-versions', apiVersions],
  ['auth can-i', canI],
  ['auth reconcile', reconcile],
  ['auth whoami', whoAmI],
  ['cluster-info', clusterInfo],
  ['cluster-info dump', clusterInfoDump],
  ...configVerbs,
  ['describe', describe],
  ['events', events],
  ['explain', explain],
  ['get', get],
  ['options', options],
  ['top node', top],
  ['top pod', top],
  ['version', version],
];
