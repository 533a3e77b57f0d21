import type { Api } from '#cluster/api/api.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';

/** Variables that point at the Services of a namespace, and always at the API server's (pkg/kubelet/envvars). */
export function serviceLinks(
  api: Api,
  namespace: string,
  isLinked: boolean,
): readonly (readonly [string, string])[] {
  const apiServer = api.find('services', { namespace: 'default', name: 'kubernetes' });
  const others = isLinked ? api.list('services', { namespace }) : [];
  return [
    ...(apiServer ? variablesOf(apiServer) : []),
    ...others
      .filter(({ metadata }) => metadata.uid !== apiServer?.metadata.uid)
      .flatMap((service) => variablesOf(service)),
  ];
}

function variablesOf({ metadata, spec }: ObjectOf<'services'>): readonly [string, string][] {
  const ip = spec?.clusterIP ?? '';
  const [first, ...rest] = spec?.ports ?? [];
  if (!first || ip === '' || ip === 'None') return [];
  const prefix = variableName(metadata.name);
  const variables: [string, string][] = [
    [`${prefix}_SERVICE_HOST`, ip],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
  ];
  for (const { name, port } of [first, ...rest]) {
    if (name) variables.push([`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port)]);
  }
  [first, ...rest].forEach(({ port, protocol = 'TCP' }, index) => {
    const url = `${protocol.toLowerCase()}://${ip}:${port}`;
    const link = `${prefix}_PORT_${port}_${protocol}`;
    if (index === 0) variables.push([`${prefix}_PORT`, url]);
    variables.push(
      [link, url],
      [`${link}_PROTO`, protocol.toLowerCase()],
      [`${link}_PORT`, String(port)],
      [`${link}_ADDR`, ip],
    );
  });
  return variables;
}

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
