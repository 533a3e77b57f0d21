/** A page of the dashboard, as its address says. */
export type View =
  | { readonly type: 'namespaces' }
  | { readonly type: 'namespace'; readonly namespace: string }
  | { readonly type: 'deployment'; readonly namespace: string; readonly name: string }
  /** Not of the dashboard: what the address answers is shown as it is. */
  | { readonly type: 'other'; readonly path: string };

/** The paths of Linkerd's dashboard (linkerd2 edge-26.6.3: web/app/js/index.js). */
export function viewAt(path: string): View {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, namespace, kind, name] = parts;
  if (first === undefined) return { type: 'namespaces' };
  if (first !== 'namespaces') return { type: 'other', path };
  if (namespace === undefined) return { type: 'namespaces' };
  if (name !== undefined && kind === 'deployments') return { type: 'deployment', namespace, name };
  return { type: 'namespace', namespace };
}

export function pathOf(view: View): string {
  switch (view.type) {
    case 'namespaces':
      return '/namespaces';
    case 'namespace':
      return `/namespaces/${view.namespace}`;
    case 'deployment':
      return `/namespaces/${view.namespace}/deployments/${view.name}`;
    case 'other':
      return view.path;
  }
}

/** What the dashboard's script asks its server for, to draw a view (web/app/js/components/util/ApiHelpers.jsx). */
export function requestsOf(view: View): readonly string[] {
  switch (view.type) {
    case 'namespaces':
      return [report('namespace', 'all_namespaces=true')];
    case 'namespace':
      return [
        report('deployment', `namespace=${view.namespace}`),
        report('pod', `namespace=${view.namespace}`),
      ];
    case 'deployment': {
      const { namespace, name } = view;
      const everywhere = 'all_namespaces=true';
      return [
        report('deployment', `namespace=${namespace}&resource_name=${name}`),
        report(
          'deployment',
          `${everywhere}&to_name=${name}&to_type=deployment&to_namespace=${namespace}`,
        ),
        report(
          'deployment',
          `${everywhere}&from_name=${name}&from_type=deployment&from_namespace=${namespace}`,
        ),
        `/api/edges?resource_type=deployment&namespace=${namespace}`,
      ];
    }
    case 'other':
      return [view.path];
  }
}

function report(type: string, rest: string): string {
  return `/api/tps-reports?resource_type=${type}&${rest}`;
}
