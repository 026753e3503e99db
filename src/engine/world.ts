import type * as z from 'zod';
import type { Clock, Random } from '../core/base/clock.ts';
import type { Jobs } from './codepipeline/jobs.ts';
import type { PipelineStore } from './codepipeline/store.ts';
import type { DeploymentStore } from './deployments/store.ts';
import type { Behaviour } from './faults.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LogStore } from './logs/store.ts';
import type { Place } from './names.ts';
import type { Store } from './store.ts';

/** The state and services that the operations use. */
export interface EngineContext {
  /** A request signed with another access key id is rejected. */
  accessKeyId: string;
  place: Place;
  clock: Clock;
  random: Random;
  store: Store;
  logs: LogStore;
  pipelines: PipelineStore;
  /** The jobs of CodePipeline's invoke actions. */
  jobs: Jobs;
  /** The deployments of services. */
  deployments: DeploymentStore;
  lifecycle: Lifecycle;
  behaviour: Behaviour;
  /** Whether a log group is created as soon as a task needs it. */
  autoLogGroups: boolean;
  /** Aborted when the engine closes. */
  closing: AbortSignal;
}

/** The parts of a request besides its body. */
export interface Call {
  /** The region of the request's signature. Log groups are kept per region, because an `awslogs-region` can differ. */
  region: string;
}

/** One operation of the AWS API: the shape of its input, and its handler. The handler never sees the HTTP request. */
export interface Operation {
  input: z.ZodType;
  handle(input: never, world: EngineContext, call: Call): object;
}

/** Combines a handler with the shape of its input. */
export const operation = <S extends z.ZodType>(
  input: S,
  handle: (input: z.infer<S>, world: EngineContext, call: Call) => object,
): Operation => ({ input, handle });
