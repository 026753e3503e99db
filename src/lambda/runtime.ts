import type { Clock, Random } from '../core/base/clock.ts';
import { systemClock, systemRandom } from '../system.ts';

/** What a handler touches besides AWS. */
export interface LambdaRuntime {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  random: Random;
  /** Writes to the function's own log. */
  print(text: string): void;
}

/** What Lambda says of a call, as far as it is used. */
export interface LambdaContext {
  /** Milliseconds until Lambda ends the call. */
  getRemainingTimeInMillis?: () => number;
  /** With alias or version, as the function was called. */
  invokedFunctionArn?: string;
}

/** The function's real surroundings. */
export function createLambdaRuntime(): LambdaRuntime {
  // The SDK's documented switch: what it has to say of Node versions is no news to users of a bundled file.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  return { env: process.env, clock: systemClock, random: systemRandom, print: (text) => console.log(text) };
}
