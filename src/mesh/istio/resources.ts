/**
 * Istio's custom resources as control plane and tools read them. Types come from the published CRDs; what the API server stores
 * has passed their schemas, so that this is the one place where a stored object gets its type.
 */
import type { IAuthorizationPolicy } from '@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy';
import type { IDestinationRule } from '@kubernetes-models/istio/networking.istio.io/v1/DestinationRule';
import type { IGateway } from '@kubernetes-models/istio/networking.istio.io/v1/Gateway';
import type { IPeerAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/PeerAuthentication';
import type { IRequestAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/RequestAuthentication';
import type { IServiceEntry } from '@kubernetes-models/istio/networking.istio.io/v1/ServiceEntry';
import type { ISidecar } from '@kubernetes-models/istio/networking.istio.io/v1/Sidecar';
import type { ITelemetry } from '@kubernetes-models/istio/telemetry.istio.io/v1/Telemetry';
import type { IVirtualService } from '@kubernetes-models/istio/networking.istio.io/v1/VirtualService';
import type { IWorkloadEntry } from '@kubernetes-models/istio/networking.istio.io/v1/WorkloadEntry';

/** An object of a kind, without what only the API server needs. */
export interface Config<Spec> {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds since 1970: the older of two conflicting objects wins. */
  readonly createdAt: number;
  readonly spec: Spec;
}

type Spec<Object extends { spec?: unknown }> = NonNullable<Object['spec']>;

export type VirtualServiceSpec = Spec<IVirtualService>;
export type DestinationRuleSpec = Spec<IDestinationRule>;
export type GatewaySpec = Spec<IGateway>;
export type ServiceEntrySpec = Spec<IServiceEntry>;
export type SidecarSpec = Spec<ISidecar>;
export type WorkloadEntrySpec = Spec<IWorkloadEntry>;
export type PeerAuthenticationSpec = Spec<IPeerAuthentication>;
export type RequestAuthenticationSpec = Spec<IRequestAuthentication>;
export type AuthorizationPolicySpec = Spec<IAuthorizationPolicy>;
export type TelemetrySpec = Spec<ITelemetry>;

/** The kinds by the name of their resource, as the API server lists them. */
export interface IstioConfigs {
  readonly 'virtualservices.networking.istio.io': VirtualServiceSpec;
  readonly 'destinationrules.networking.istio.io': DestinationRuleSpec;
  readonly 'gateways.networking.istio.io': GatewaySpec;
  readonly 'serviceentries.networking.istio.io': ServiceEntrySpec;
  readonly 'sidecars.networking.istio.io': SidecarSpec;
  readonly 'workloadentries.networking.istio.io': WorkloadEntrySpec;
  readonly 'peerauthentications.security.istio.io': PeerAuthenticationSpec;
  readonly 'requestauthentications.security.istio.io': RequestAuthenticationSpec;
  readonly 'authorizationpolicies.security.istio.io': AuthorizationPolicySpec;
  readonly 'telemetries.telemetry.istio.io': TelemetrySpec;
}
