import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import { protocolOf } from '#mesh/istio/pilot/model/protocol.ts';

/** printService: ports that are not TCP are none of Istio's. */
export function describePorts(service: JsonObject, pod: JsonObject): readonly string[] {
  return listAt(service, 'spec.ports')
    .filter((port) => textAt(port, 'protocol') === 'TCP')
    .map((port) => {
      const target = targetPort(pod, port);
      if (target === undefined)
        return `   no suitable port for manifest: ${textAt(pod, 'metadata.uid')}`;
      const [name, number] = [textAt(port, 'name'), numberAt(port, 'port')];
      return `   Port: ${name} ${number}/${protocolText(port)} targets pod port ${target}`;
    });
}

/** The container port that a Service's port leads to; undefined where no container names it. */
export function targetPort(pod: JsonObject, port: JsonObject): number | undefined {
  const { targetPort: target } = port;
  if (typeof target === 'number') return target;
  const native = listAt(pod, 'spec.initContainers').filter(
    ({ restartPolicy }) => restartPolicy === 'Always',
  );
  const found = [...listAt(pod, 'spec.containers'), ...native]
    .flatMap((container) => listAt(container, 'ports'))
    .find(
      (each) =>
        each['name'] === target && (textAt(each, 'protocol') || 'TCP') === textAt(port, 'protocol'),
    );
  return found && numberAt(found, 'containerPort');
}

/** findProtocolForPort. */
function protocolText(port: JsonObject): string {
  const [name, appProtocol] = [textAt(port, 'name'), textAt(port, 'appProtocol')];
  if (name === '' && appProtocol === '') return 'auto-detect';
  if (appProtocol === 'hbone') return 'HBONE';
  const protocol = protocolOf({
    port: numberAt(port, 'port'),
    name,
    protocol: textAt(port, 'protocol'),
    ...(appProtocol === '' ? {} : { appProtocol }),
  });
  return protocol === 'Unsupported' ? 'UnsupportedProtocol' : protocol;
}
