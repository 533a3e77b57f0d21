const samples =
  /^https:\/\/raw\.githubusercontent\.com\/istio\/istio\/[\w.-]+\/security\/tools\/jwt\/samples\/jwks\.json$/;

/** The keys of Istio's own tasks, the only ones that the world serves here (security/tools/jwt/samples/jwks.json, 1.31). */
export const sampleKeys =
  '{ "keys":[ {"e":"AQAB","kid":"DHFbpoIUqrY8t2zpA2qXfCmr5VO5ZEr4RzHU_-envvQ","kty":"RSA","n":"xAE7eB6qugXyCAG3yhh7pkDkT65pHymX-P7KfIupjf59vsdo91bSP9C8H07pSAGQO1MV_xFj9VswgsCg4R6otmg5PV2He95lZdHtOcU5DXIg_pbhLdKXbi66GlVeK6ABZOUW3WYtnNHD-91gVuoeJT_DwtGGcp4ignkgXfkiEm4sw-4sfb4qdt5oLbyVpmW6x9cfa7vs2WTfURiCrBoUqgBo_-4WTiULmmHSGZHOjzwa8WtrtOQGsAFjIbno85jp6MnGGGZPYZbDAa_b3y5u-YpW7ypZrvD8BgtKVjgtQgZhLAGezMt0ua3DRrWnKqTZ0BJ_EyxOGuHJrLsn00fnMQ"}]}';

/** What is served there; undefined for another address. */
export function keysServedAt(uri: string): string | undefined {
  return samples.test(uri) ? sampleKeys : undefined;
}
