import { clusterOfTask, parseArn } from '../../core/base/arn.ts';
import { isExecutionArn } from '../../core/fleet/execution-arns.ts';
import { type CliCommand, execute } from '../command.ts';
import { ATTACH, STOP } from '../declarations/attach.ts';

export const attachCommand: CliCommand = {
  ...ATTACH,
  perform: (argv, io) => {
    const task = String(argv['task']);
    const execution = isExecutionArn(task) ? { execution: task } : {};
    const own = { named: whereOf(task), defaults: { onInterrupt: 'detach' }, ...execution };
    return execute((commands) => commands.attachTo(task), argv, io, own);
  },
};

export const stopCommand: CliCommand = {
  ...STOP,
  perform: (argv, io) => {
    const task = String(argv['task']);
    return execute((commands) => commands.stopTask(task), argv, io, { named: whereOf(task) });
  },
};

/** A task's ARN names its cluster and region; that of an execution only its region. */
function whereOf(task: string): { cluster?: string; region?: string } {
  const [cluster, region] = [clusterOfTask(task), parseArn(task)?.region];
  return { ...(cluster ? { cluster } : {}), ...(region ? { region } : {}) };
}
