/** An entry of RunTask's `failures[]`: a placement that ECS could not make. */
export interface Placement {
  arn?: string;
  reason?: string;
  detail?: string;
}

/** What a task may take over from a service. */
export interface Service {
  subnets?: string[];
  securityGroups?: string[];
  assignPublicIp?: boolean;
  launchType?: string;
  capacityProvider?: CapacityProvider[];
  platformVersion?: string;
  /** Members of RunTask as they are. */
  placement: { placementConstraints?: object[]; placementStrategy?: object[] };
}

export interface Cluster {
  arn: string;
  name: string;
  status: string;
  /** The capacity providers of its default strategy; empty where it has none. */
  defaultStrategy: string[];
  /** Names of those that are associated with it. */
  capacityProviders: string[];
  tags: Tags;
}

/** Credentials that end at a time and that nothing renews. */
export interface Session {
  expiresAt: number;
}

export interface CapacityProvider {
  capacityProvider: string;
  weight: number;
  base: number;
}

/** Tags of an AWS resource. */
export type Tags = Readonly<Record<string, string>>;
