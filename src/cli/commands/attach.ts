import { clusterOfTask, parseArn } from '../../core/base/arn.ts';
import { isExecutionArn } from '../../core/fleet/execution-arns.ts';
import { type CliCommand, execute } from '../command.ts';
import { ATTACH, STOP } from '../declarations/attach.ts';
import { UsageError } from '../usage-error.ts';

export const attachCommand: CliCommand = {
  ...ATTACH,
  perform: (argv, io) => {
    const task = readTask(argv['task'], 'attach');
    const execution = isExecutionArn(task) ? { execution: task } : {};
    const own = { named: whereOf(task), defaults: { onInterrupt: 'detach' }, ...execution };
    return execute((commands) => commands.attachTo(task), argv, io, own);
  },
};

export const stopCommand: CliCommand = {
  ...STOP,
  perform: (argv, io) => {
    const task = readTask(argv['task'], 'stop');
    return execute((commands) => commands.stopTask(task), argv, io, { named: whereOf(task) });
  },
};

/** @throws {UsageError} If it is the ARN of something else: a search for such a task would end with a misleading error. */
function readTask(given: unknown, command: 'attach' | 'stop'): string {
  const text = String(given);
  const service = parseArn(text)?.service;
  if (service === undefined || service === 'ecs' || (command === 'attach' && isExecutionArn(text))) return text;
  throw new UsageError(
    `${text} is not a task${command === 'attach' ? ', and not an execution of Step Functions' : ''}`,
    command === 'stop' && service === 'states'
      ? 'what an execution runs is not stopped; to stop its launches, write its fuse (docs/fleet-on-step-functions.md)'
      : 'give the ARN or the id of a task, or the ARN of an execution, arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME',
  );
}

/** A task's ARN names its cluster and region; that of an execution only its region. */
function whereOf(task: string): { cluster?: string; region?: string } {
  const [cluster, region] = [clusterOfTask(task), parseArn(task)?.region];
  return { ...(cluster ? { cluster } : {}), ...(region ? { region } : {}) };
}
