import { readServiceAccountToken } from '#cluster/kubelet/token.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';

/** What tokens of proxies are for: `identity.l5d.io`. */
const audience = 'identity.l5d.io';

export type Review =
  { readonly namespace: string; readonly name: string } | { readonly error: string };

/** As the TokenReview that controller/identity/validator.go asks the API server for answers. */
export function reviewToken({ api, clock }: MeshHost, token: string): Review {
  const read = readServiceAccountToken(api, token);
  if (!read) return { error: '[invalid bearer token, Token could not be verified]' };
  if (read.expiresAt <= clock.now()) return { error: '[invalid bearer token, Token has expired.]' };
  const { audiences, namespace, name } = read;
  if (audiences.includes(audience)) return { namespace, name };
  const [given, wanted] = [audiences, [audience]].map((each) => JSON.stringify(each));
  return {
    error: `[invalid bearer token, token audiences ${given} is invalid for the target audiences ${wanted}]`,
  };
}
