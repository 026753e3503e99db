/** An entry of RunTask's `failures[]`: a task that ECS could not place. */
export interface Placement {
  arn?: string;
  reason?: string;
  detail?: string;
}

/** The settings that a task can take from a service. */
export interface Service {
  subnets?: string[];
  securityGroups?: string[];
  assignPublicIp?: boolean;
  launchType?: string;
  capacityProvider?: CapacityProvider[];
  platformVersion?: string;
  /** Members of the RunTask request, unchanged. */
  placement: { placementConstraints?: object[]; placementStrategy?: object[] };
}

/** What ECS says about a cluster. Settings, requests and tasks name it by `cluster`: its name or ARN. */
export interface ClusterFacts {
  arn: string;
  /** The name without the ARN, if the cluster could be read. */
  name: string;
  status: string;
  /** The capacity providers of the cluster's default strategy. Empty if there is no default strategy. */
  defaultStrategy: string[];
  /** Names of the capacity providers that are associated with the cluster. */
  capacityProviders: string[];
  tags: Tags;
}

/** Credentials that expire and are not renewed. */
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
