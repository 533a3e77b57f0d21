/** What the cluster claims to be, in one place: the image of kind v0.33.0, `kindest/node:v1.35.8`. */
export const kubernetesVersion = 'v1.35.8';
