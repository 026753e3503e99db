import * as many from '../many-kinds.ts';
import * as kind from '../setting-kinds.ts';
import { RUNNING, rowsOf, type SettingCommand } from '../setting-row.ts';
import { argv } from '../structured-kinds.ts';

const row = rowsOf('many');

const FUNCTION = 'for many targets on AWS, see terraform/modules/fleet';
const LIBRARY = { problem: 'the library runs one target', next: 'call it for each target' };
const common = { notInLambda: FUNCTION, notInLibrary: LIBRARY } as const;
const SHOWING: readonly SettingCommand[] = ['run', 'plan', 'list'];

const PATTERNS = kind.names('names of targets, or patterns with *', /^[\w.:/@+*-]{1,100}$/);

/** One migration for many targets. */
export const MANY = {
  targets: row(
    kind.text('a .yml, .yaml, .json, .jsonl or .csv file, or s3://BUCKET/KEY', /\.(ya?ml|json|jsonl|ndjson|csv)$/i),
    'Run the migration once for each row of this file (.yml, .json, .jsonl, .csv; a path or s3://…): each has a name and its own settings',
    {
      ...common,
      commands: SHOWING,
      isPath: (value) => !value.startsWith('s3://'),
      excludes: ['deregister', 'approved', 'skipIfNone'],
    },
  ),
  concurrency: row(many.count, 'How many targets run at once', {
    ...common,
    commands: [...RUNNING, 'list'],
    defaultNote: '10; with groups, 10 for each, up to 100',
  }),
  perGroup: row(many.count, 'How many targets of one group run at once', {
    ...common,
    defaultNote: '10 if rows have a group',
  }),
  waves: row(many.waves, 'The sizes of waves: the next one starts when the one before has ended', {
    ...common,
    defaultNote: '1,rest',
  }),
  canary: row(many.count, 'So many targets first, as a wave of their own', { ...common }),
  maxFailures: row(
    many.numberOrPercent,
    'After so many failures (or so many percent of the rows) nothing new is launched; what runs is followed to its end',
    { ...common, defaultNote: '1' },
  ),
  wavePause: row(many.pause, 'Wait so long before the next wave, or until it is approved', { ...common }),
  only: row(PATTERNS, 'Only the targets of these names; * stands for any text; repeatable', {
    ...common,
    commands: SHOWING,
    notInFiles: true,
  }),
  except: row(PATTERNS, 'All targets except those of these names; repeatable', {
    ...common,
    commands: SHOWING,
    notInFiles: true,
  }),
  journal: row(
    kind.text('a file, or s3://BUCKET/KEY'),
    'Where to note what was launched and how it ended, so that --resume can continue (a file or s3://…)',
    {
      ...common,
      commands: SHOWING,
      isPath: (value) => !value.startsWith('s3://'),
      defaultNote: 'a file in this folder, named after the fleet',
    },
  ),
  resume: row(
    kind.text('a journal, or the JSON report of a fleet'),
    'Continue a fleet: by its journal or its JSON report. Targets that have succeeded are not run again',
    { ...common, isPath: (value) => !value.startsWith('s3://'), notInFiles: true },
  ),
  rate: row(many.count, 'Launches a second, in each account and region', {
    ...common,
    commands: [...RUNNING, 'list'],
    defaultNote: '10: half of the quota of AWS',
  }),
  versions: row(kind.flag, 'Ask each target for the version of its schema, by a task with versionCommand', {
    ...common,
    commands: ['list'],
    notInFiles: true,
  }),
  versionCommand: row(argv, 'The command whose last line is the version of the schema, for --versions', {
    ...common,
    commands: ['list'],
  }),
  on: row(
    kind.choice('process', 'step-functions'),
    'What runs the targets: this process, or the state machine of the Terraform module fleet',
    { ...common, commands: ['run', 'plan'], defaultNote: 'process' },
  ),
  stateMachine: row(
    kind.text('the ARN of a state machine', /^arn:[\w-]+:states:[a-z0-9-]+:\d{12}:stateMachine:[^:\s]{1,80}$/),
    'The state machine, for --on step-functions',
    { ...common, commands: ['run', 'plan'] },
  ),
  logDir: row(kind.text('a folder'), 'Write the log of each target into a file of this folder', {
    ...common,
    isPath: () => true,
  }),
} as const;
