import { type Fields, fieldsOf, listOf } from '#cluster/api/json.ts';
import { isSet, textAt, valueAt, type Values } from '#mesh/linkerd/install/values.ts';
import { proxyTag } from './proxy-container.ts';
import { limits } from './resources.ts';

/** `partials.proxy-init` (charts/partials/templates/_proxy-init.tpl): its program is in the proxy's image since edge-25.11. */
export function proxyInitContainer(values: Values): Fields {
  const init = (path: string) => textAt(values, `proxyInit.${path}`);
  const isRoot = isSet(values, 'proxyInit.runAsRoot');
  const isPrivileged =
    isSet(values, 'proxyInit.closeWaitTimeoutSecs') || isSet(values, 'proxyInit.privileged');
  return {
    args: flags(values),
    command: ['/usr/lib/linkerd/linkerd2-proxy-init'],
    image: `${textAt(values, 'proxy.image.name')}:${proxyTag(values)}`,
    imagePullPolicy: textAt(values, 'proxy.image.pullPolicy') || textAt(values, 'imagePullPolicy'),
    name: 'linkerd-init',
    ...limits(fieldsOf(valueAt(values, 'proxy.resources'))),
    securityContext: {
      allowPrivilegeEscalation: isPrivileged,
      capabilities: capabilities(fieldsOf(valueAt(values, 'proxyInit.capabilities'))),
      privileged: isPrivileged,
      runAsNonRoot: !isRoot,
      runAsUser: isRoot ? 0 : Number(init('runAsUser')),
      runAsGroup: isRoot ? 0 : Number(init('runAsGroup')),
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { mountPath: init('xtMountPath.mountPath'), name: init('xtMountPath.name') },
      ...(isSet(values, 'proxyInit.saMountPath') ? [valueAt(values, 'proxyInit.saMountPath')] : []),
    ],
  };
}

/** Dropping what it needs would take its work away. */
function capabilities({ add, drop }: Fields): Fields {
  const needed = ['NET_ADMIN', 'NET_RAW'];
  const dropped = listOf(drop).filter((one) => !needed.includes(String(one)));
  return {
    add: [...needed, ...listOf(add)],
    ...(dropped.length > 0 && { drop: dropped }),
  };
}

function flags(values: Values): readonly string[] {
  const init = (path: string) => textAt(values, `proxyInit.${path}`);
  const proxy = (path: string) => textAt(values, `proxy.${path}`);
  const option = (name: string, value: string) => (value === '' ? [] : [`--${name}`, value]);
  const gid = proxy('gid');
  const own = [proxy('ports.control'), proxy('ports.admin')];
  const ignored = [...own, init('ignoreInboundPorts')].filter(Boolean).join(',');
  const close = init('closeWaitTimeoutSecs');
  return [
    ...(init('iptablesMode') === 'nft'
      ? [
          ...option('firewall-bin-path', 'iptables-nft'),
          ...option('firewall-save-bin-path', 'iptables-nft-save'),
        ]
      : []),
    ...(isSet(values, 'disableIPv6') ? ['--ipv6=false'] : []),
    ...option('incoming-proxy-port', proxy('ports.inbound')),
    ...option('outgoing-proxy-port', proxy('ports.outbound')),
    ...option('proxy-uid', proxy('uid')),
    ...option('proxy-gid', Number(gid) >= 0 ? gid : ''),
    ...option('inbound-ports-to-ignore', ignored),
    ...option('outbound-ports-to-ignore', init('ignoreOutboundPorts')),
    ...option('timeout-close-wait-secs', close === '0' ? '' : close),
    ...option('log-format', init('logFormat')),
    ...option('log-level', init('logLevel')),
    ...option('subnets-to-ignore', init('skipSubnets')),
  ];
}
