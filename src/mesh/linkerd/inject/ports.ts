import { at, type Fields, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';

/** Ports that the pod's own containers say they serve by TCP, and those of their probes (pkg/inject: getPodInboundPorts). */
export function inboundPorts(spec: Fields): string {
  const ports = new Set<number>();
  for (const container of servingContainers(spec)) {
    const named = new Map<string, number>();
    for (const port of listOf(container['ports']).map(fieldsOf)) {
      if (textOf(port['protocol']) !== '' && port['protocol'] !== 'TCP') continue;
      const number = Number(port['containerPort']);
      ports.add(number);
      named.set(textOf(port['name']), number);
    }
    for (const number of probePorts(container, named)) ports.add(number);
  }
  return [...ports].toSorted((a, b) => a - b).join(',');
}

function servingContainers(spec: Fields): readonly Fields[] {
  const sidecars = listOf(spec['initContainers'])
    .map(fieldsOf)
    .filter((one) => one['restartPolicy'] === 'Always');
  return [...listOf(spec['containers']).map(fieldsOf), ...sidecars];
}

function probePorts(container: Fields, named: ReadonlyMap<string, number>): readonly number[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) => {
    const probe = fieldsOf(container[name]);
    return ['httpGet', 'tcpSocket', 'grpc'].flatMap((how) => {
      const port = at(probe, how, 'port');
      const number = typeof port === 'string' ? (named.get(port) ?? Number(port)) : port;
      return typeof number === 'number' && number > 0 ? [number] : [];
    });
  });
}

/** The usual opaque ports that a pod or a Service has: a Service by its ports, or by those that it leads to. */
export function filterPorts(object: Fields, usual: string): string {
  const own = new Set(
    object['kind'] === 'Service'
      ? listOf(at(object, 'spec', 'ports'))
          .map(fieldsOf)
          .flatMap((port) => [port['port'], port['targetPort']])
      : listOf(at(object, 'spec', 'containers')).flatMap((one) =>
          listOf(fieldsOf(one)['ports']).map((port) => fieldsOf(port)['containerPort']),
        ),
  );
  return usual
    .split(',')
    .filter((port) => own.has(Number(port)))
    .join(',');
}
