import { matchesLabels, type Labels } from '#cluster/label-selector.ts';
import type { DestinationRule, DestinationRuleView } from './destination-rule-spec.ts';
import { fullName, isSubsetOf, isWildcard, moreSpecific } from './host.ts';
import { exportOf } from './kube-services.ts';
import { groupBy, lazy, type Lazy } from './lazy.ts';
import type { MeshConfig } from './mesh-config.ts';
import { isExported } from './services.ts';
import type { Service } from './service.ts';
import { sortedByAge } from './sources.ts';

/** Rules found as istiod finds them: the client's namespace, then the Service's, then the root one (pilot/pkg/model/push_context.go destinationRule). */
export interface DestinationRules {
  /** Those that hold for one host as a client of a namespace calls it: one without selector at most, and those for chosen clients. */
  readonly of: (
    clientNamespace: string,
    service: Pick<Service, 'hostname' | 'namespace'>,
  ) => readonly MergedRule[];
}

/** Rules of one namespace for one host and the same clients are one. */
export interface MergedRule extends DestinationRule {
  readonly exportTo: readonly string[];
}

export function createDestinationRules(
  rules: readonly DestinationRule[],
  mesh: MeshConfig,
): DestinationRules {
  const byNamespace = groupBy(sortedByAge(rules), ({ namespace }) => namespace);
  const indexes = new Map<string, Lazy<HostIndex>>();
  for (const [namespace, own] of byNamespace) {
    indexes.set(
      namespace,
      lazy(() => createHostIndex(merged(own, mesh))),
    );
  }
  const search = (
    namespace: string,
    hostname: string,
    client: string,
  ): readonly MergedRule[] | undefined =>
    indexes
      .get(namespace)?.()
      .find(hostname, ({ exportTo }) => isExported(exportTo, client));
  return {
    of: (client, { hostname, namespace }) =>
      search(client, hostname, client) ??
      search(namespace, hostname, client) ??
      search(mesh.rootNamespace, hostname, client) ??
      [],
  };
}

interface HostIndex {
  readonly find: (
    hostname: string,
    isSeen: (rule: MergedRule) => boolean,
  ) => readonly MergedRule[] | undefined;
}

function createHostIndex(rules: readonly MergedRule[]): HostIndex {
  const byHost = groupBy(rules, ({ spec }) => spec.host ?? '');
  const wildcards = [...byHost.keys()].filter(isWildcard).toSorted(moreSpecific);
  return {
    find: (hostname, isSeen) => {
      const hosts = [hostname, ...wildcards.filter((wildcard) => isSubsetOf(hostname, wildcard))];
      for (const host of hosts) {
        const seen = byHost.get(host)?.filter(isSeen) ?? [];
        if (seen.length > 0) return seen;
      }
      return undefined;
    },
  };
}

/** Subsets are put together; of everything else the oldest rule's stands (pilot/pkg/model/destination_rule.go). */
function merged(rules: readonly DestinationRule[], mesh: MeshConfig): readonly MergedRule[] {
  const byTarget = new Map<string, MergedRule>();
  for (const rule of rules) {
    const host = fullName(rule.spec.host ?? '', rule.namespace);
    const key = `${host} ${JSON.stringify(rule.spec.workloadSelector?.matchLabels ?? {})}`;
    const said = exportOf(rule.spec.exportTo, rule.namespace);
    const exportTo = said.length > 0 ? said : mesh.defaultDestinationRuleExportTo;
    const older = byTarget.get(key);
    byTarget.set(
      key,
      older
        ? { ...older, spec: mergedSpec(older.spec, rule.spec) }
        : { ...rule, exportTo, spec: { ...rule.spec, host } },
    );
  }
  return [...byTarget.values()];
}

function mergedSpec(older: DestinationRuleView, newer: DestinationRuleView): DestinationRuleView {
  const names = new Set(older.subsets?.map(({ name }) => name));
  const added = newer.subsets?.filter(({ name }) => !names.has(name)) ?? [];
  const trafficPolicy = older.trafficPolicy ?? newer.trafficPolicy;
  return {
    ...older,
    subsets: [...(older.subsets ?? []), ...added],
    ...(trafficPolicy ? { trafficPolicy } : {}),
  };
}

/** Of the rules for a host, the one for this client: a selector that matches it comes first. */
export function ruleFor(
  rules: readonly MergedRule[],
  clientLabels: Labels,
): MergedRule | undefined {
  const selectorOf = ({ spec }: MergedRule): Labels | undefined =>
    spec.workloadSelector?.matchLabels;
  return (
    rules.find((rule) => {
      const selector = selectorOf(rule);
      return selector !== undefined && matchesLabels(selector, clientLabels);
    }) ?? rules.find((rule) => selectorOf(rule) === undefined)
  );
}
