import type { Verb } from '#commands/kubectl/context.ts';
import { setProperty, unsetProperty } from './properties.ts';
import { setCluster, setContext, setCredentials } from './set-verbs.ts';
import {
  currentContext,
  deleteEntry,
  getContexts,
  getNames,
  renameContext,
  useContext,
  view,
} from './verbs.ts';

/** `kubectl config …` (kubectl pkg/cmd/config, v1.35). */
export const configVerbs: readonly (readonly [string, Verb])[] = [
  ['config current-context', currentContext],
  ['config delete-cluster', deleteEntry('clusters')],
  ['config delete-context', deleteEntry('contexts')],
  ['config delete-user', deleteEntry('users')],
  ['config get-clusters', getNames('clusters')],
  ['config get-contexts', getContexts],
  ['config get-users', getNames('users')],
  ['config rename-context', renameContext],
  ['config set', setProperty],
  ['config set-cluster', setCluster],
  ['config set-context', setContext],
  ['config set-credentials', setCredentials],
  ['config unset', unsetProperty],
  ['config use-context', useContext],
  ['config view', view],
];
