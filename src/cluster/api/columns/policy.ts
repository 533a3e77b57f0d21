import type { IMutatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhookConfiguration';
import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import type { IAPIService } from 'kubernetes-models/apiregistration.k8s.io/v1/APIService';
import type { ICertificateSigningRequest } from 'kubernetes-models/certificates.k8s.io/v1/CertificateSigningRequest';
import type { IFlowSchema } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1/FlowSchema';
import type { IPriorityLevelConfiguration } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { KubeObject, Stored } from '#cluster/api/object.ts';
import { humanDuration } from '#cluster/duration.ts';
import { selectorText } from '#cluster/selector-text.ts';
import { byText } from '#cluster/text-order.ts';
import { viewAs } from '#cluster/view-as.ts';
import { columns, type Columns } from './columns.ts';

const webhooks = columns<IMutatingWebhookConfiguration>(
  'Name Webhooks:i Age',
  ({ metadata, webhooks: all }, since) => [
    metadata.name,
    all?.length ?? 0,
    since(metadata.creationTimestamp),
  ],
);

const bindings = columns<IRoleBinding>(
  'Name Role Age Users+ Groups+ ServiceAccounts+',
  ({ metadata, roleRef, subjects }, since) => {
    const named = (wanted: string): string =>
      (subjects ?? [])
        .filter(({ kind }) => kind === wanted)
        .map(({ namespace, name }) => (wanted === 'ServiceAccount' ? `${namespace}/${name}` : name))
        .join(', ');
    return [
      metadata.name,
      `${roleRef.kind}/${roleRef.name}`,
      since(metadata.creationTimestamp),
      named('User'),
      named('Group'),
      named('ServiceAccount'),
    ];
  },
);

export const policyColumns: Record<string, Columns> = {
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': webhooks,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': webhooks,
  'validatingadmissionpolicies.admissionregistration.k8s.io': columns<IValidatingAdmissionPolicy>(
    'Name Validations:i ParamKind Age',
    ({ metadata, spec }, since) => [
      metadata.name,
      spec?.validations?.length ?? 0,
      spec?.paramKind ? `${spec.paramKind.apiVersion}/${spec.paramKind.kind}` : '<unset>',
      since(metadata.creationTimestamp),
    ],
  ),
  'validatingadmissionpolicybindings.admissionregistration.k8s.io':
    columns<IValidatingAdmissionPolicyBinding>(
      'Name PolicyName ParamRef Age',
      ({ metadata, spec }, since) => {
        const param = spec?.paramRef;
        const byName = param?.name ? `${param.namespace || '*'}/${param.name}` : undefined;
        const bySelector = param?.selector ? selectorText(param.selector) : '<unset>';
        return [
          metadata.name,
          spec?.policyName ?? '',
          byName ?? bySelector,
          since(metadata.creationTimestamp),
        ];
      },
    ),
  'rolebindings.rbac.authorization.k8s.io': bindings,
  'clusterrolebindings.rbac.authorization.k8s.io': bindings,
  'certificatesigningrequests.certificates.k8s.io': columns<ICertificateSigningRequest>(
    'Name Age SignerName Requestor RequestedDuration Condition',
    (request, since) => {
      const { signerName, username, expirationSeconds } = request.spec;
      return [
        request.metadata.name,
        since(request.metadata.creationTimestamp),
        signerName || '<none>',
        username ?? '',
        expirationSeconds === undefined ? '<none>' : humanDuration(expirationSeconds * 1000),
        requestCondition(request),
      ];
    },
  ),
  'flowschemas.flowcontrol.apiserver.k8s.io': {
    ...columns<IFlowSchema>(
      'Name PriorityLevel MatchingPrecedence DistinguisherMethod Age MissingPL',
      ({ metadata, spec, status }, since) => [
        metadata.name,
        spec?.priorityLevelConfiguration.name ?? '',
        spec?.matchingPrecedence ?? 0,
        spec?.distinguisherMethod?.type ?? '<none>',
        since(metadata.creationTimestamp),
        status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
      ],
    ),
    order: byPrecedence,
  },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': columns<IPriorityLevelConfiguration>(
    'Name Type NominalConcurrencyShares Queues HandSize QueueLengthLimit Age',
    ({ metadata, spec }, since) => {
      const queuing = spec?.limited?.limitResponse?.queuing;
      return [
        metadata.name,
        spec?.type ?? '',
        spec?.limited?.nominalConcurrencyShares ?? (spec?.limited ? 0 : '<none>'),
        queuing?.queues ?? '<none>',
        queuing?.handSize ?? '<none>',
        queuing?.queueLengthLimit ?? '<none>',
        since(metadata.creationTimestamp),
      ];
    },
  ),
  'apiservices.apiregistration.k8s.io': columns<IAPIService>(
    'Name Service Available Age',
    ({ metadata, spec, status }, since) => [
      metadata.name,
      spec?.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local',
      availability(status?.conditions?.find(({ type }) => type === 'Available')),
      since(metadata.creationTimestamp),
    ],
  ),
};

function availability(
  condition: { status: string; reason?: string | undefined } | undefined,
): string {
  if (!condition) return 'Unknown';
  return condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason ?? ''})`;
}

function requestCondition({ status }: Stored<ICertificateSigningRequest>): string {
  const has = (wanted: string): boolean =>
    status?.conditions?.some(({ type }) => type === wanted) ?? false;
  const decision = has('Approved') ? 'Approved' : 'Pending';
  return [
    has('Denied') ? 'Denied' : decision,
    ...(has('Failed') ? ['Failed'] : []),
    ...(status?.certificate ? ['Issued'] : []),
  ].join(',');
}

function byPrecedence(a: KubeObject, b: KubeObject): number {
  const precedence = (object: KubeObject): number =>
    viewAs<IFlowSchema>(object).spec?.matchingPrecedence ?? 0;
  return precedence(a) - precedence(b) || byText(a.metadata.name, b.metadata.name);
}
