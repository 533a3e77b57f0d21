/** What the course teaches, and what every part of the mesh says it is. */
export const istioVersion = '1.31.1';
/** The Envoy inside proxyv2 of that release. */
export const envoyVersion = '1.39.1-dev';
