/** Linkerd 2.20: the one release of this course. */
export const linkerdVersion = 'edge-26.6.3';

/** The newest edge when the course was last checked: what versioncheck.linkerd.io answers. */
export const latestVersion = 'edge-26.9.1';

/** linkerd2-proxy of that release. */
export const proxyVersion = 'v2.359.0';
