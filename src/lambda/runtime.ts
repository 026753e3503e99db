import type { Clock, Random } from '../core/base/clock.ts';
import { systemClock, systemRandom } from '../system.ts';

/** What a handler uses besides AWS. */
export interface LambdaRuntime {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  random: Random;
  /** Writes to the function's own log. */
  print(text: string): void;
}

/** To repeat calls until the signal aborts, and to write to the function's own log. */
export interface LookupContext extends Pick<LambdaRuntime, 'clock' | 'random' | 'print'> {
  signal: AbortSignal;
}

/** The parts of Lambda's call context that are used. */
export interface LambdaContext {
  /** Returns the milliseconds until Lambda ends the call. */
  getRemainingTimeInMillis?: () => number;
  /** With the alias or version that the function was called by. */
  invokedFunctionArn?: string;
}

/** The real environment of the function. */
export function createLambdaRuntime(): LambdaRuntime {
  // A switch that the SDK documents. Its messages about Node versions do not help users of a bundled file.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  return { env: process.env, clock: systemClock, random: systemRandom, print: (text) => console.log(text) };
}
