import * as z from 'zod';
import { text, texts } from '../shapes.ts';

/** The wire format has epoch seconds; the AWS CLI prints ISO 8601. */
export const time = z.union([z.number(), z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso) / 1_000)]);

/** A hook as a service configures it. */
const configuredHook = z.looseObject({
  targetType: text,
  lifecycleStages: texts,
  timeoutConfiguration: z.looseObject({ timeoutInMinutes: z.number().optional(), action: text }).optional(),
});

export const deploymentConfiguration = z.looseObject({
  strategy: text,
  lifecycleHooks: z.array(configuredHook).optional(),
});

/** A hook that has run or runs in a deployment. */
const hookDetail = z.looseObject({
  hookId: z.string().min(1),
  targetType: z.string().default('PAUSE'),
  status: z.string().default('AWAITING_ACTION'),
  expiresAt: time.optional(),
  timeoutAction: text,
});

/**
 * A deployment of a service, as DescribeServiceDeployments returns it. Times are epoch seconds.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
 */
export const serviceDeployment = z.looseObject({
  serviceDeploymentArn: z.string().min(1),
  serviceArn: text,
  clusterArn: text,
  status: z.string().default('IN_PROGRESS'),
  statusReason: text,
  lifecycleStage: text,
  lifecycleHookDetails: z.array(hookDetail).optional(),
  deploymentConfiguration: deploymentConfiguration.optional(),
  createdAt: time.optional(),
  startedAt: time.optional(),
  finishedAt: time.optional(),
  stoppedAt: time.optional(),
  updatedAt: time.optional(),
});

export type ServiceDeployment = z.infer<typeof serviceDeployment>;
export type HookDetail = z.infer<typeof hookDetail>;
export type DeploymentConfiguration = z.infer<typeof deploymentConfiguration>;
