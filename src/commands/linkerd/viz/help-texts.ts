/** What several commands say of their argument (linkerd2 viz/cmd, edge-26.6.3). */
function types(names: readonly string[]): string {
  return names.map((name) => `  * ${name}`).join('\n');
}

const workloads = [
  'cronjobs',
  'daemonsets',
  'deployments',
  'jobs',
  'pods',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
];

export const edgesLong = `Display connections between resources, and Linkerd proxy identities.

  The RESOURCETYPE argument specifies the type of resource to display edges within.

  Examples:
${types(['cronjob', 'deploy', 'ds', 'job', 'po', 'rc', 'rs', 'sts'])}

  Valid resource types include:
${types(workloads)}`;

const inOrder = [
  'cronjobs',
  'daemonsets',
  'deployments',
  'namespaces',
  'jobs',
  'pods',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
];

export const statLong = `Display traffic stats about one or many resources.

  The RESOURCES argument specifies the target resource(s) to aggregate stats over:
  (TYPE [NAME] | TYPE/NAME)
  or (TYPE [NAME1] [NAME2]...)
  or (TYPE1/NAME1 TYPE2/NAME2...)

  Examples:
${types(
  'cronjob/my-cronjob,deploy,deploy/my-deploy,deploy/ po/,ds/my-daemonset,job/my-job,ns/my-ns,po/mypod1 rc/my-replication-controller,po mypod1 mypod2,rc/my-replication-controller,rs,rs/my-replicaset,sts/my-statefulset,ts/my-split,authority,au/my-authority,httproute/my-route,route/my-route,all'.split(
    ',',
  ),
)}

  Valid resource types include:
${types([
  ...inOrder,
  'authorities (not supported in --from)',
  'authorizationpolicies (not supported in --from)',
  'httproutes (not supported in --from)',
  'services (not supported in --from)',
  'servers (not supported in --from)',
  'serverauthorizations (not supported in --from)',
  'all (all resource types, not supported in --from or --to)',
])}

This command will hide resources that have completed, such as pods that are in the Succeeded or Failed phases.
If no resource name is specified, displays stats about all resources of the specified RESOURCETYPE`;

const oneResource = types(
  'cronjob/my-cronjob,deploy/my-deploy,ds/my-daemonset,job/my-job,ns/my-ns,rc/my-replication-controller,rs/my-replicaset,sts/my-statefulset'.split(
    ',',
  ),
);

export const statInboundLong = `Display inbound traffic stats about a resource.

  The RESOURCE argument specifies the target resource to display stats from:
  TYPE/NAME

  Examples:
${oneResource}

  Valid resource types include:
${types(inOrder)}`;

export const statOutboundLong = `Display outbound traffic stats about a resource.

  The RESOURCE argument specifies the target resource to aggregate stats over:
  TYPE/NAME

  Examples:
${oneResource}

  Valid resource types include:
${types(inOrder)}`;

export function tapLong(title: string, verb: string): string {
  return `${title}

  The RESOURCE argument specifies the target resource(s) to ${verb}:
  (TYPE [NAME] | TYPE/NAME)

  Examples:
${types(
  'cronjob/my-cronjob,deploy,deploy/my-deploy,deploy my-deploy,ds/my-daemonset,job/my-job,ns/my-ns,rs,rs/my-replicaset,sts,sts/my-statefulset'.split(
    ',',
  ),
)}

  Valid resource types include:
${types([
  'cronjobs',
  'daemonsets',
  'deployments',
  'jobs',
  'namespaces',
  'pods',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
  'services (only supported as a --to resource)',
])}`;
}
