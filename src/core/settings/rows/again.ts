import { retryClasses, waitRange, wholeNumber } from '../retry-kinds.ts';
import * as kind from '../setting-kinds.ts';
import { rowsOf } from '../setting-row.ts';
import * as structured from '../structured-kinds.ts';
import { type PreviewTool, TOOLS_WITH_PREVIEW } from '../tools-with-preview.ts';

const row = rowsOf('again');
const ONE_TRY = 'a Lambda function makes one attempt; retry the action of the pipeline';

const PREVIEWING = ['run', 'plan', 'preview'] as const;
const ITS_OWN = ['run', 'plan'] as const;
const NO_PREVIEW = 'a Lambda function makes no preview; use the command line in CodeBuild';

/** Locks of a live database, further attempts, and what is known before the migration runs. */
export const AGAIN = {
  lockTimeout: row(
    kind.duration,
    'PostgreSQL: how long a statement of the migration may wait for a lock (lock_timeout). It is given to the container in PGOPTIONS; see docs/locks-and-retries.md for the drivers that read it',
    { tag: 'ecs-migrate:lock-timeout' },
  ),
  retries: row(
    wholeNumber(0, 20),
    'How many more times to try, if the container ended by itself with an error of --retry-on; needs --retry-safe transactional',
    { default: 0, notInLambda: ONE_TRY },
  ),
  retryOn: row(
    retryClasses,
    'After which errors to try again: lock (55P03), deadlock (40P01), serialization (40001), connect (before the first statement), an exit code, or an expression that a line of the log matches',
    { default: 'lock, deadlock, serialization, connect' },
  ),
  retrySafe: row(
    kind.choice('transactional', 'never'),
    'What you know about the migration. transactional: a failed attempt leaves nothing behind, because each migration runs in one transaction',
    { tag: 'ecs-migrate:retry-safe' },
  ),
  retryWait: row(
    waitRange,
    'How long to wait before another attempt: doubled after each, from the first duration to the second',
    { default: '5s..2m' },
  ),
  approved: row(
    kind.text('a digest of 64 hexadecimal digits, of a preview', /^[0-9a-f]{64}$/),
    'Run only what was approved: previews again, and launches nothing unless the digest is the same. Runs the image of the preview',
    { commands: ITS_OWN, notInFiles: true, notInLambda: NO_PREVIEW, excludes: ['build'], refusesEmpty: true },
  ),
  skipIfNone: row(
    kind.flag,
    'Previews first, and launches no migration if the migration tool proves that nothing is pending',
    { commands: ITS_OWN, notInLambda: NO_PREVIEW },
  ),
  previewCommand: row(
    structured.argv,
    'The command that shows what is pending; by default that of the migration tool',
    { commands: PREVIEWING, defaultNote: 'by the migration tool', notInLambda: NO_PREVIEW },
  ),
  previewTaskDefinition: row(
    kind.text('FAMILY, FAMILY:REVISION or an ARN', /^[\w:/-]+$/),
    'Another task definition for the preview and for list --versions, such as one with a user that may only read',
    { commands: [...PREVIEWING, 'list'], notInLambda: NO_PREVIEW },
  ),
  tool: row(
    kind.choice(...TOOLS_WITH_PREVIEW) as kind.Kind<PreviewTool, string>,
    'The migration tool, if the command does not show it: how the output of a preview is read. json: the command prints a line such as {"pending": ["1_orders.sql"]}',
    { commands: PREVIEWING, notInLambda: NO_PREVIEW },
  ),
} as const;
