import { type Command, type PerformOptions, perform } from '../../api.ts';
import type { ResultEvent } from '../../core/events/events.ts';
import type { Finding } from '../../core/findings/findings.ts';
import type { Resolved } from '../../core/settings/source.ts';
import { endedBeforeLaunch } from '../../migrate/base/endings.ts';
import { warnOfFindings } from '../../migrate/base/warn.ts';
import { askExecution, findExecution } from '../../migrate/plan/pipeline-gate.ts';

/**
 * Whether the execution of the pipeline may still launch, as before each launch of a single run: not if it is superseded,
 * stopped or a rollback. Returns how the run ends if it may not. Outside a pipeline nothing is asked.
 */
export async function askGate(
  resolved: Resolved & { findings: Finding[] },
  options: PerformOptions,
): Promise<ResultEvent | undefined> {
  if (resolved.settings.pipeline === undefined && options.build?.pipeline === undefined) return undefined;
  let isOpen = false;
  const command: Command = {
    name: 'run',
    async perform({ settings }, _, context) {
      const { build, findings } = await findExecution(settings, context);
      const asked = await askExecution(settings, { ...context, build });
      await warnOfFindings([...findings, ...(asked.ok ? [] : [asked.failure.unread])], context);
      if (asked.ok && asked.value !== undefined) return endedBeforeLaunch({ kind: 'withheld', withheld: asked.value });
      isOpen = true;
      return endedBeforeLaunch({ kind: 'planned' });
    },
  };
  const result = await perform(command, resolved, {
    ...options,
    onEvent: (event) => (event.type === 'warning' ? options.onEvent?.(event) : undefined),
  });
  return isOpen ? undefined : result;
}
