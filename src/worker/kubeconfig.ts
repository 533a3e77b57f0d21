/** The kubeconfig of the course's cluster: the context that kind would have made, without certificates. */
export function kubeconfigOf(server: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    server: ${server}
  name: kind-maillage
contexts:
- context:
    cluster: kind-maillage
    user: kind-maillage
  name: kind-maillage
current-context: kind-maillage
kind: Config
users:
- name: kind-maillage
  user: {}
`;
}
