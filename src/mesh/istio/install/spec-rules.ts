import type { SchemaRule } from '#cluster/api/crd/with-rules.ts';

const labels = 'selector.matchLabels';

/** istio/api type/v1beta1/selector.proto. */
const selector: readonly SchemaRule[] = [
  {
    at: labels,
    message: 'wildcard not allowed in label key match',
    rule: "self.all(key, !key.contains('*'))",
  },
  { at: labels, message: 'key must not be empty', rule: 'self.all(key, key.size() != 0)' },
  {
    at: `${labels}[*]`,
    message: 'wildcard not allowed in label value match',
    rule: "!self.contains('*')",
  },
];

/** The rules in CEL of Istio's kinds (istio/api, 1.31), as far as they are simulated; the webhook says the rest. */
export const specRules: Readonly<Record<string, readonly SchemaRule[]>> = {
  AuthorizationPolicy: selector,
  // security/v1beta1/peer_authentication.proto
  PeerAuthentication: [
    {
      at: '',
      message: 'portLevelMtls requires selector',
      rule: '(has(self.selector) && has(self.selector.matchLabels) && self.selector.matchLabels.size() > 0) || !has(self.portLevelMtls)',
    },
    ...selector,
  ],
  RequestAuthentication: selector,
  Telemetry: selector,
  WasmPlugin: selector,
};
