import type { Outcome } from '../base/outcome.ts';
import type { EndingRow } from './ending-row.ts';
import { ENDINGS, type Ending } from './endings.ts';
import type { ContainerLog } from './explain-log.ts';

/**
 * The outcome, exit code, cause and next step of an ending, from its row. `attach`: the command that follows the task
 * again. `log`: the log of the migration container, absent if nobody has read it. Quoted text from AWS, a container or
 * another program is masked with its `mask`.
 */
export function outcomeOf(ending: Ending, taskArn: string | null, attach: string | null, log?: ContainerLog): Outcome {
  // The facts of each kind are those of its row, because `Ending` is derived from the rows.
  const row = ENDINGS[ending.kind] as EndingRow<Ending>;
  const mask = log?.mask ?? ((text: string) => text);
  return {
    ...row.outcome(ending),
    ending: ending.kind === 'verdict' ? ending.verdict.kind : ending.kind,
    reasons: [],
    containerExitCode: containerCode(ending),
    taskArn,
    causeCode: null,
    causeLine: null,
    again: null,
    ...row.explain(ending, { attach: attach ?? 'ecs-migrate attach', log, mask }),
  };
}

function containerCode(ending: Ending): number | null {
  const verdict = 'verdict' in ending ? ending.verdict : undefined;
  if (verdict === undefined) return null;
  if (verdict.kind === 'succeeded') return 0;
  return 'exitCode' in verdict ? (verdict.exitCode ?? null) : null;
}
