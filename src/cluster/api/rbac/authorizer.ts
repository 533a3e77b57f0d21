/** May this user do this? Evaluated on the stored Roles and bindings. */
export interface Authorizer {
  allows: (request: AccessRequest) => { allowed: boolean; reason: string };
}

export interface AccessRequest {
  user: User;
  verb: string;
  /** A resource, or a path that is none (`/healthz`). */
  target:
    | {
        type: 'resource';
        group: string;
        resource: string;
        subresource?: string;
        namespace?: string;
        name?: string;
      }
    | { type: 'path'; path: string };
}

export interface User {
  name: string;
  groups: readonly string[];
}
