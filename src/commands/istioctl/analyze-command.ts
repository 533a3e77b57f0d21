import type { Command } from './command.ts';

const levels = '[Info Warning Error]';

export const analyzeCommand: Command = {
  path: 'analyze',
  arguments: '<file>...',
  short: 'Analyze Istio configuration and print validation messages',
  examples: `  # Analyze the current live cluster
  istioctl analyze

  # Analyze the current live cluster for a specific revision
  istioctl analyze --revision 1-16

  # Analyze the current live cluster, simulating the effect of applying additional yaml files
  istioctl analyze a.yaml b.yaml my-app-config/

  # Analyze the current live cluster, simulating the effect of applying a directory of config recursively
  istioctl analyze --recursive my-istio-config/

  # Analyze yaml files without connecting to a live cluster
  istioctl analyze --use-kube=false a.yaml b.yaml my-app-config/

  # Analyze the current live cluster and suppress PodMissingProxy for pod mypod in namespace 'testing'.
  istioctl analyze -S "IST0103=Pod mypod.testing"

  # Analyze the current live cluster and suppress PodMissingProxy for all pods in namespace 'testing',
  # and suppress MisplacedAnnotation on deployment foobar in namespace default.
  istioctl analyze -S "IST0103=Pod *.testing" -S "IST0107=Deployment foobar.default"

  # List available analyzers
  istioctl analyze -L`,
  flags: [
    ['A/all-namespaces b', 'Analyze all namespaces'],
    ['color b', "Default true.  Disable with '=false' or set $TERM to dumb"],
    [
      'failure-threshold s Error',
      `The severity level of analysis at which to set a non-zero exit code. Valid values: ${levels}`,
    ],
    [
      'ignore-unknown b',
      "Don't complain about un-parseable input documents, for cases where analyze should run only on k8s compliant inputs.",
    ],
    ['L/list-analyzers b', 'List the analyzers available to run. Suppresses normal execution.'],
    ['meshConfigFile s', 'Overrides the mesh config values to use for analysis.'],
    ['o/output s log', 'Output format: one of [log json yaml]'],
    [
      'output-threshold s Info',
      `The severity level of analysis at which to display messages. Valid values: ${levels}`,
    ],
    [
      'R/recursive b',
      'Process directory arguments recursively. Useful when you want to analyze related manifests organized within the same directory.',
    ],
    ['revision s default', 'analyze a specific revision deployed.'],
    [
      'S/suppress a',
      `Suppress reporting a message code on a specific resource. Values are supplied in the form <code>=<resource> (e.g. '--suppress "IST0102=DestinationRule primary-dr.default"'). Can be repeated. You can include the wildcard character '*' to support a partial match (e.g. '--suppress "IST0102=DestinationRule *.default" ).`,
    ],
    ['timeout d 30s', 'The duration to wait before failing'],
    [
      'k/use-kube b true',
      'Use live Kubernetes cluster for analysis. Set --use-kube=false to analyze files only.',
    ],
    ['v/verbose b', 'Enable verbose output'],
  ],
  load: async () => (await import('./analyze.ts')).analyzeVerb,
};
