import type { Clock } from '#cluster/clock/clock.ts';
import { later, type Later } from '#process/later.ts';
import { perObject } from './pilot/model/lazy.ts';
import { anySettings } from './settings-text.ts';
import { gatewayApiKinds } from './pilot/model/sources.ts';

/** Who may ask what, and the tokens that say who asks: as istiod writes it, and as proxies enforce it. */
export const policies = later(async () => {
  const [authorization, authentication, rbac, jwt] = await Promise.all([
    import('./security/authorization.ts'),
    import('./security/request-authentication.ts'),
    import('./envoy/rbac-engine.ts'),
    import('./envoy/jwt-authn.ts'),
  ]);
  return {
    authorizationFilters: authorization.authorizationFilters,
    customAuthorizationFilters: authorization.customAuthorizationFilters,
    jwtFilters: authentication.jwtFilters,
    evaluateRbac: rbac.evaluateRbac,
    authenticateJwt: jwt.authenticateJwt,
  };
});

export const gatewayApi = later(async () => {
  const [{ convertGatewayApi }, { createGatewayController }] = await Promise.all([
    import('./pilot/gateway-api/convert.ts'),
    import('./pilot/gateway-api/controller.ts'),
  ]);
  return { convertGatewayApi, createGatewayController };
});

/** Certificates that Secrets hold for gateways: found by istiod, read by proxies. */
export const credentials = later(async () => {
  const [{ credentialsFor }, { judge, namesOf, takeSecrets }] = await Promise.all([
    import('./pilot/secrets.ts'),
    import('./envoy/credentials.ts'),
  ]);
  return { credentialsFor, judge, namesOf, takeSecrets };
});

/** Expressions over requests, of Telemetry: what is logged, and the labels of metrics. */
export const attributes = later(() => import('./envoy/attributes.ts'));

/** What Envoy's admin port answers, from when a proxy first runs. */
export const admin = later(() => import('./envoy/admin/admin.ts'));

/** `/validate`: what is wrong with the mesh's own objects, from when a client first writes one. */
export const validation = later(async () => {
  const { answerValidation } = await import('./pilot/validate/webhook.ts');
  return answerValidation;
});

/** What is needed once a kind has an object. */
const ofObjects: Readonly<Record<string, Later<unknown>>> = {
  'authorizationpolicies.security.istio.io': policies,
  'requestauthentications.security.istio.io': policies,
};

/** What is needed once a kind is served: istiod then makes a class. */
const ofKinds: Readonly<Record<string, Later<unknown>>> = Object.fromEntries(
  gatewayApiKinds.map((kind) => [kind, gatewayApi]),
);

/** A Gateway, or a rule for what it calls, that speaks TLS by a Secret. */
export const namesCredential = perObject((object: object): boolean =>
  /"(credentialNames?|certificateRefs)":/.test(JSON.stringify(object)),
);

const hasExpression = perObject((object: object): boolean =>
  /"(expression|tagOverrides)":/.test(JSON.stringify(object)),
);

/** Kinds whose objects may need one of these. */
export const kindsWithParts: ReadonlySet<string> = new Set([
  'gateways.networking.istio.io',
  'gateways.gateway.networking.k8s.io',
  'destinationrules.networking.istio.io',
  'telemetries.telemetry.istio.io',
]);

/** Loads what the first objects of some kinds need, while time stands still: it is there when the next event runs. */
export function createLoader(clock: Clock) {
  const load = (part: Later<unknown> | undefined): void => {
    if (part && !part.value) void clock.hold(part.load());
  };
  return {
    hasObjects: (kind: string) => load(ofObjects[kind]),
    hasObject: (object: object) => {
      if (namesCredential(object)) load(credentials);
      if (hasExpression(object)) load(attributes);
    },
    isServed: (kind: string) => load(ofKinds[kind]),
  };
}

/** What has been loaded by now. */
export function loaded<T>({ value }: Later<T>): T {
  if (value === undefined) throw new Error('a part of the mesh: the clock did not wait for it');
  return value;
}

/** Loads them all: for who moves a clock by `advance`, which waits for nothing. */
export async function loadLateParts(): Promise<void> {
  await Promise.all([
    validation.load(),
    policies.load(),
    gatewayApi.load(),
    credentials.load(),
    admin.load(),
    anySettings.load(),
  ]);
}
