/**
 * The quotas of vCPU that tasks may use at once, by capacity provider: their codes in Service Quotas. The launch type
 * FARGATE counts as the provider FARGATE.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html#service-quotas-fargate
 */
export const VCPU_QUOTAS = { FARGATE: 'L-3032A538', FARGATE_SPOT: 'L-36FBB829' } as const;

export type FargateProvider = keyof typeof VCPU_QUOTAS;

/** The provider that every task of a request runs on; undefined if another one is possible, too. */
export function fargateProviderOf(request: {
  launchType?: string | undefined;
  capacityProviderStrategy?: readonly { capacityProvider: string }[] | undefined;
}): FargateProvider | undefined {
  const { launchType, capacityProviderStrategy: strategy = [] } = request;
  const [provider, ...others] = new Set([
    ...strategy.map((it) => it.capacityProvider),
    ...(launchType ? [launchType] : []),
  ]);
  const isQuota = provider !== undefined && Object.hasOwn(VCPU_QUOTAS, provider);
  return isQuota && others.length === 0 ? (provider as FargateProvider) : undefined;
}
