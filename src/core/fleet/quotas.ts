/** The groups of calls that AWS limits together, for each account and region. */
export type QuotaName = 'RunTask' | 'StopTask' | 'ecs-reads' | 'GetLogEvents' | 'FilterLogEvents';

/** How many calls a second AWS accepts. Without a number for its region, the general one applies. */
interface Quota {
  perSecond: number;
  regions?: Readonly<Record<string, number>>;
}

const few = (regions: string, perSecond: number) =>
  Object.fromEntries(regions.split(' ').map((region) => [region, perSecond]));

/**
 * The default quotas.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const QUOTAS: Readonly<Record<QuotaName, Quota>> = {
  // Fargate launches 20 tasks a second, and RunTask is limited to as many calls.
  RunTask: { perSecond: 20 },
  StopTask: { perSecond: 20 },
  'ecs-reads': { perSecond: 20 },
  GetLogEvents: {
    perSecond: 25,
    regions: few('us-west-2 ap-northeast-3 ap-southeast-3 ca-west-1 eu-central-1 eu-west-1 il-central-1', 10),
  },
  FilterLogEvents: {
    perSecond: 10,
    regions: few('ap-northeast-3 ap-southeast-3 ca-west-1 eu-central-1 il-central-1', 5),
  },
};

/** Others use the account too, so a fleet takes this part of each quota, unless `--rate` says otherwise. */
const OUR_PART = 0.5;

/** How many calls a second a fleet makes at most. `own`: other rates, such as the value of `--rate` for RunTask. */
export function rateOf(name: QuotaName, region: string, own: Partial<Record<QuotaName, number>> = {}): number {
  if (own[name] !== undefined) return own[name];
  const { perSecond, regions = {} } = QUOTAS[name];
  return (regions[region] ?? perSecond) * OUR_PART;
}
