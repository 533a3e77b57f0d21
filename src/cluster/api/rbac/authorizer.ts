/** May this user do this? Evaluated on the stored Roles and bindings. */
export interface Authorizer {
  allows: (request: AccessRequest) => { allowed: boolean; reason: string };
  /** What a user may do in a namespace, for SelfSubjectRulesReview. */
  rules?: (user: User, namespace: string) => AccessRules;
}

/** As SelfSubjectRulesReview's status lists them. */
export interface AccessRules {
  resourceRules: readonly {
    verbs: readonly string[];
    apiGroups?: readonly string[];
    resources?: readonly string[];
    resourceNames?: readonly string[];
  }[];
  nonResourceRules: readonly { verbs: readonly string[]; nonResourceURLs?: readonly string[] }[];
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
