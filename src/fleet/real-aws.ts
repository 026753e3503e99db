import type { AwsOptions } from '../core/base/aws-options.ts';
import type { Clock } from '../core/base/clock.ts';
import type { Objects } from './objects.ts';
import type { OpenAws } from './shared-aws.ts';

/** AWS itself, loaded on demand. */
export const openRealAws: OpenAws = async (options, now) => (await import('../aws/index.ts')).openAws(options, now);

/** S3 itself, loaded on demand. `env` may name another endpoint. */
export async function openRealObjects(
  options: AwsOptions,
  env: Readonly<Record<string, string | undefined>>,
  clock: Pick<Clock, 'now' | 'sleep'>,
): Promise<Objects> {
  return (await import('../aws/objects.ts')).openObjects(options, env, clock);
}
