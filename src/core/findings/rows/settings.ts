import { formatDuration } from '../../base/duration.ts';
import { maskUrls } from '../../base/mask.ts';
import { error, warning } from './row.ts';

export interface InFile {
  file: string;
  key: string | undefined;
  problem: string;
  fix: string;
}

/** The first finding of the lint, and how many there are. */
interface LintFound {
  file: string;
  line: number;
  found: string;
  cause: string;
  why: string;
  wayOut: string;
  more: number;
}

function wordLint({ file, line, found, cause, why, more }: LintFound): string {
  return `${file}:${line}: ${cause} (${found}): ${why}${more > 0 ? `; and ${more} more` : ''}`;
}

/** Findings about settings and files alone. */
export const SETTING_FINDINGS = {
  'bad-setting': error<{ origin: string; given: string | undefined; expected: string; why?: string }>({
    doc: 'the value of a setting is not valid',
    cause: ({ origin, given }) =>
      `${origin}: ${given === undefined ? 'the value' : `"${maskUrls(given)}"`} is not valid`,
    next: ({ why, expected }) => `${why ? `${why}${why.endsWith('?') ? '' : ';'} ` : ''}expected ${expected}`,
  }),
  'exclusive-settings': error<{ first: string; second: string }>({
    doc: 'two settings exclude each other',
    cause: ({ first, second }) => `${first} and ${second} exclude each other`,
    next: 'give one of them',
  }),
  usage: error<{ problem: string; fix: string }>({
    doc: 'the command does not have this flag, or a setting requires another one',
    cause: ({ problem }) => problem,
    next: ({ fix }) => fix,
  }),
  'region-conflict': error<{ origin: string; its: string; region: string; regionOrigin: string }>({
    doc: 'an ARN is of another region than the region that was given',
    cause: ({ origin, its, region, regionOrigin }) =>
      `${origin} is an ARN in ${its}, but the region is ${region} (${regionOrigin})`,
    next: ({ regionOrigin }) =>
      `give both in the same region, or remove ${regionOrigin}: the region is then taken from the ARN`,
  }),
  'file-problem': error<InFile>({
    doc: 'a file cannot be read, or a key or value in it is not valid',
    cause: ({ file, key, problem }) => `${file}${key ? `:${key}` : ''}: ${problem}`,
    next: ({ fix }) => fix,
  }),
  'lint-failed': error<LintFound>({
    doc: 'a migration would break the version that is running (`--lint required`, in CI)',
    cause: wordLint,
    next: ({ wayOut }) =>
      `${wayOut}; or, if no version that uses it can take traffic, allow it in the file with a reason (docs/lint.md); see all with: npx ecs-migrate lint`,
  }),
  'lint-warning': warning<LintFound>({
    doc: 'the same, outside of CI',
    cause: wordLint,
    next: ({ wayOut }) => `${wayOut}; see all with: npx ecs-migrate lint`,
  }),
  'secret-like-env': warning<{ names: string[] }>({
    doc: 'an environment override looks like a secret, and DescribeTasks shows it',
    cause: ({ names }) =>
      `${names.join(', ')} looks like a secret, and everybody who may call DescribeTasks can read environment overrides`,
    next: "put it into the task definition's secrets (valueFrom), or give --secret",
  }),
  'session-ends': warning<{ leftMs: number; timeoutMs: number | undefined }>({
    doc: 'the AWS session may end before the migration, and nothing renews it',
    cause: ({ leftMs, timeoutMs }) => {
      const until = timeoutMs === undefined ? 'and there is no --timeout' : 'before --timeout';
      return `the AWS session ends in ${formatDuration(Math.max(0, leftMs))}, ${until}; nothing renews it`;
    },
    next: 'renew the session, or use a role or profile that the SDK can renew; otherwise the migration would continue without being watched',
  }),
};
