/**
 * Members of the RunTask request that a file gives. Settings override them. Only the members that are used here have a
 * type.
 */
export interface RunTaskInput {
  capacityProviderStrategy?: { capacityProvider: string; weight?: number; base?: number }[];
  launchType?: string;
  networkConfiguration?: {
    awsvpcConfiguration: { subnets: string[]; securityGroups?: string[]; assignPublicIp?: 'ENABLED' | 'DISABLED' };
  };
  overrides?: { containerOverrides?: InputOverride[]; [member: string]: unknown };
  platformVersion?: string;
  tags?: { key: string; value?: string }[];
  [member: string]: unknown;
}

export interface InputOverride {
  name: string;
  command?: string[];
  environment?: { name: string; value: string }[];
  [member: string]: unknown;
}
