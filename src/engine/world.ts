import type * as z from 'zod';
import type { Clock, Random } from '../core/base/clock.ts';
import type { Jobs } from './codepipeline/jobs.ts';
import type { PipelineStore } from './codepipeline/store.ts';
import type { Behaviour } from './faults.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { LogStore } from './logs/store.ts';
import type { Place } from './names.ts';
import type { Store } from './store.ts';

/** What the operations work on. */
export interface EngineContext {
  /** Whoever signs with another is refused. */
  accessKeyId: string;
  place: Place;
  clock: Clock;
  random: Random;
  store: Store;
  logs: LogStore;
  pipelines: PipelineStore;
  /** Of CodePipeline's invoke actions. */
  jobs: Jobs;
  lifecycle: Lifecycle;
  behaviour: Behaviour;
  /** Every log group is there as soon as somebody needs it. */
  autoLogGroups: boolean;
  /** Aborted when the engine closes. */
  closing: AbortSignal;
}

/** What a request says beside its body. */
export interface Call {
  /** The region that the request was signed for. Log groups are kept per region, as an `awslogs-region` may differ. */
  region: string;
}

/** One operation of the wire: the shape of its input and what it answers. It never sees the request itself. */
export interface Operation {
  input: z.ZodType;
  handle(input: never, world: EngineContext, call: Call): object;
}

/** Ties a handler's input to its shape. */
export const operation = <S extends z.ZodType>(
  input: S,
  handle: (input: z.infer<S>, world: EngineContext, call: Call) => object,
): Operation => ({ input, handle });
