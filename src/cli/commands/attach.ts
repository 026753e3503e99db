import { commands } from '../../api.ts';
import { clusterOfTask, parseArn } from '../../core/arn.ts';
import { settingsOfCommand } from '../../core/settings-table.ts';
import type { CliCommand } from '../cli.ts';
import { execute } from '../execute.ts';
import { CONFIG_FLAG } from '../flags.ts';

export const attachCommand: CliCommand = {
  name: 'attach',
  words: '<task>',
  about: 'Follow a task that is running or has stopped: the same output and exit code as run',
  settings: settingsOfCommand('attach'),
  flags: CONFIG_FLAG,
  examples: [
    ['attach arn:aws:ecs:eu-west-1:123456789012:task/staging/0123456789abcdef', 'By ARN, which names its cluster'],
    ['attach 0123456789abcdef --cluster staging', 'By id'],
  ],
  perform: (argv, io) => {
    const task = String(argv['task']);
    const own = { named: whereOf(task), defaults: { onInterrupt: 'detach' } };
    return execute(commands.attachTo(task), argv, io, own);
  },
};

export const stopCommand: CliCommand = {
  name: 'stop',
  words: '<task>',
  about: 'Stop a task and follow it to its end; exits 0 once it has stopped',
  settings: settingsOfCommand('stop'),
  flags: CONFIG_FLAG,
  examples: [['stop 0123456789abcdef --cluster staging', 'SIGTERM, then SIGKILL after the stop time-out']],
  perform: (argv, io) => {
    const task = String(argv['task']);
    return execute(commands.stopTask(task), argv, io, { named: whereOf(task) });
  },
};

/** A task's ARN names its cluster and region. */
function whereOf(task: string): { cluster?: string; region?: string } {
  const [cluster, region] = [clusterOfTask(task), parseArn(task)?.region];
  return { ...(cluster ? { cluster } : {}), ...(region ? { region } : {}) };
}
