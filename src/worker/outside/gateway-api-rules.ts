import type { SchemaRule } from '#cluster/api/crd/with-rules.ts';

const listeners: readonly SchemaRule[] = [
  {
    at: 'listeners',
    message: "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
    rule: "self.all(l, l.protocol in ['HTTP', 'TCP', 'UDP'] ? !has(l.tls) : true)",
  },
  {
    at: 'listeners',
    message: 'tls mode must be Terminate for protocol HTTPS',
    rule: "self.all(l, (l.protocol == 'HTTPS' && has(l.tls)) ? (l.tls.mode == '' || l.tls.mode == 'Terminate') : true)",
  },
  {
    at: 'listeners',
    message: "hostname must not be specified for protocols ['TCP', 'UDP']",
    rule: "self.all(l, l.protocol in ['TCP', 'UDP']  ? (!has(l.hostname) || l.hostname == '') : true)",
  },
  {
    at: 'listeners',
    message: 'Listener name must be unique within the Gateway',
    rule: 'self.all(l1, self.exists_one(l2, l1.name == l2.name))',
  },
];

/** Rules in CEL of the Gateway API's kinds (apis/v1, v1.5), as far as they are simulated. */
export const gatewayApiRules: Readonly<Record<string, readonly SchemaRule[]>> = {
  Gateway: listeners,
  ListenerSet: listeners,
  HTTPRoute: [
    {
      at: 'rules[]',
      message: 'RequestRedirect filter must not be used together with backendRefs',
      rule: '(has(self.backendRefs) && size(self.backendRefs) > 0) ? (!has(self.filters) || self.filters.all(f, !has(f.requestRedirect))): true',
    },
  ],
};
