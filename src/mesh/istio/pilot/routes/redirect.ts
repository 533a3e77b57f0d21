import type { RedirectAction } from '#mesh/istio/envoy/routes.ts';
import type { HttpRedirect } from '#mesh/istio/pilot/model/virtual-service-spec.ts';

/** The zero, 301, is not written. */
const codes: Readonly<Record<number, NonNullable<RedirectAction['responseCode']>>> = {
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

interface At {
  readonly port: number;
  readonly isTls: boolean;
}

const prefixMark = '%PREFIX()%';

/** pilot/pkg/networking/core/route/route.go ApplyRedirect (v1.31). */
export function redirect(given: HttpRedirect, at: At, byElement: boolean): RedirectAction {
  const { uri = '', authority, scheme, redirectCode } = given;
  const isPrefix = byElement && uri.startsWith(prefixMark);
  const portRedirect = portOf(given, at);
  const responseCode = codes[redirectCode ?? 301];
  return {
    ...(scheme ? { schemeRedirect: scheme } : {}),
    ...(authority ? { hostRedirect: authority } : {}),
    ...(portRedirect ? { portRedirect } : {}),
    ...(isPrefix
      ? { prefixRewrite: uri.slice(prefixMark.length) }
      : uri === ''
        ? {}
        : { pathRedirect: uri }),
    ...(responseCode ? { responseCode } : {}),
  };
}

/** A scheme's own port is left out. */
function portOf({ port, derivePort, scheme }: HttpRedirect, at: At): number {
  const asked = port ?? (derivePort === 'FROM_REQUEST_PORT' ? at.port : 0);
  const target = scheme || (at.isTls ? 'https' : 'http');
  const isUsual = (asked === 80 && target === 'http') || (asked === 443 && target === 'https');
  return isUsual ? 0 : asked;
}
