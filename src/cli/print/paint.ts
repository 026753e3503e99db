import picocolors from 'picocolors';
import type { Settings } from '../../core/settings/settings-table.ts';
import type { Io } from '../io.ts';

export type Paint = ReturnType<typeof picocolors.createColors>;

/**
 * Colours for the tool's own messages: on a terminal, unless `--no-color` or NO_COLOR is set.
 * @see https://no-color.org
 */
export function paintFor({ color }: Settings, { stderr, env }: Pick<Io, 'stderr' | 'env'>): Paint {
  return picocolors.createColors(stderr.isTTY && color !== false && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
}
