import { CommandError } from './errors.ts';
import { quote } from './go-values.ts';
import { type ApiResource, apiVersionOf } from './resources.ts';

const builtInGroups =
  /^([^.]*|(admissionregistration|authentication|(rbac\.)?authorization|certificates|coordination|discovery|events|(flowcontrol|internal)\.apiserver|networking|node|resource|scheduling|storage|storagemigration)\.k8s\.io)$/;

/** Kinds that kubectl has compiled in (client-go's scheme); the others get JSON merge patches. */
export function isBuiltIn({ group }: Pick<ApiResource, 'group'>): boolean {
  return builtInGroups.test(group);
}

/** Refuses a kind that kubectl has no Go type of, in the words of its scheme. */
export function checkRegistered(
  resource: ApiResource,
  { kind = resource.kind }: { kind?: string } = {},
): void {
  if (!isBuiltIn(resource)) throw notRegistered(resource, { kind });
}

const usualScheme = 'pkg/scheme/scheme.go:28';
/** Of the few verbs that read with the client's own. */
export const clientScheme = 'k8s.io/client-go/kubernetes/scheme/register.go:84';

export class NotRegistered extends CommandError {
  override name = 'NotRegistered';
}

export function notRegistered(
  resource: Pick<ApiResource, 'group' | 'version' | 'kind'>,
  { kind = resource.kind, scheme = usualScheme }: { kind?: string; scheme?: string } = {},
): CommandError {
  return new NotRegistered(
    `no kind ${quote(kind)} is registered for version ${quote(apiVersionOf(resource))} in scheme ${quote(scheme)}`,
  );
}
