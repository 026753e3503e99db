/** Members of RunTask that a file gives, under the settings; those that are used here have a type. */
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

/** Values of the file that may be secrets. */
export function secretsOf(input: RunTaskInput | undefined): string[] {
  const overrides = input?.overrides?.containerOverrides ?? [];
  return overrides.flatMap(({ environment = [] }) => environment.map(({ value }) => value));
}
