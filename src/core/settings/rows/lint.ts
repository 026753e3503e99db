import * as kind from '../setting-kinds.ts';
import { rowsOf, type SettingCommand } from '../setting-row.ts';

const row = rowsOf('lint');

const NOT_IN_LAMBDA = 'a Lambda function has no files to judge; run ecs-migrate lint in the build before it';
const JUDGING: readonly SettingCommand[] = ['run', 'plan', 'lint'];

/** Whether SQL migrations are judged against the version that is running, and which of them. */
export const LINT = {
  lint: row(
    kind.choice('off', 'required'),
    'Judge the SQL migrations before the launch: in CI, refuse if one breaks the version that is running; elsewhere, warn',
    {
      default: 'off',
      notInLambda: NOT_IN_LAMBDA,
      lambdaValues: /^off$/,
      notInLibrary: { problem: 'the library judges no files', next: 'run ecs-migrate lint before it' },
    },
  ),
  lintFiles: row(
    kind.files('files, folders or patterns'),
    'The SQL migrations to judge: files, folders or quoted patterns',
    {
      commands: ['run', 'plan'],
      defaultNote: 'the usual folders, such as db/migrations',
      isPath: () => true,
      notInLambda: NOT_IN_LAMBDA,
    },
  ),
  lintSince: row(
    kind.text('a revision of git', /^[^-\s]\S*$/),
    'Judge only migrations added or changed since this revision of git: the oldest that can still take traffic',
    { commands: JUDGING, secondName: 'since', notInLambda: NOT_IN_LAMBDA },
  ),
  lintAfter: row(
    kind.text('the name of a migration'),
    'Judge only migrations whose name comes after this one; needs no git',
    { commands: JUDGING, secondName: 'after', notInLambda: NOT_IN_LAMBDA },
  ),
  lintService: row(
    kind.names('the name or ARN of a service', /^[\w:/-]+$/),
    'Judge against each revision of this service that can take traffic; repeatable',
    { commands: ['run', 'plan'], notInLambda: NOT_IN_LAMBDA },
  ),
  dialect: row(kind.choice('auto', 'postgres', 'mysql'), 'Whose SQL it is; MySQL is refused', {
    commands: JUDGING,
    default: 'auto',
    notInLambda: NOT_IN_LAMBDA,
    lambdaValues: /^auto$/,
  }),
  squawk: row(
    kind.choice('auto', 'required', 'off'),
    'Also run squawk, which knows what locks a table: if installed, always, never',
    { commands: JUDGING, default: 'auto', notInLambda: NOT_IN_LAMBDA, lambdaValues: /^auto$/ },
  ),
} as const;
