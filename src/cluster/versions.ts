/** What the cluster claims to be, in one place. */
export const kubernetesVersion = 'v1.35.2';
