import type { Context } from '#commands/linkerd/context.ts';

/** What checks ask of the viz extension's metrics-api, port 8085 (linkerd2 viz/metrics-api/proto/viz.proto). Refusals are thrown as CommandErrors of kubectl's. */
interface VizApi {
  /** One entry for each part that it looked at. */
  selfCheck: () => Promise<readonly SelfCheckResult[]>;
  /** Of one namespace, or of all when it is ''. */
  listPods: (namespace: string) => Promise<readonly ReportingPod[]>;
}

interface SelfCheckResult {
  readonly isOk: boolean;
  /** `friendly_message_to_user`. */
  readonly message: string;
}

interface ReportingPod {
  readonly name: string;
  /** The control plane's namespace; '' when it is not in the mesh. */
  readonly controllerNamespace: string;
  /** Prometheus has metrics of its proxy. */
  readonly isAdded: boolean;
}

/** Finds metrics-api in the extension's namespace: throws when none of its pods runs. */
export type ConnectVizApi = (context: Context, namespace: string) => Promise<VizApi>;
