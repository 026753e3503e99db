import { formatDuration } from '../base/duration.ts';
import { type CallFailure, describeFailure } from '../base/failure.ts';
import type { LogStream } from '../ecs/log-place.ts';
import { warning } from '../findings/rows/row.ts';

/** Why a container's log stream never existed. */
export type Missing = 'never-started' | 'group' | 'stream' | 'unnamed';

/** A line of the log that contradicts a success. The line is masked. */
export interface Against {
  line: string;
  means: string;
  advice: string;
}

/** Lines may be missing, either because reading failed or because only a query can read the log. */
type Incomplete =
  | { stream: LogStream; failure: CallFailure | undefined }
  | { stream: LogStream; query: string; page: string | null };

/** The warnings of a run about logs. */
export const LOG_WARNINGS = {
  'log-unavailable': warning<{ stream: LogStream; failure: CallFailure }>({
    doc: 'the log cannot be read',
    cause: ({ stream, failure }) =>
      `the log of ${stream.container} cannot be read at the moment (${describeFailure(failure)}); the task keeps running`,
    next: '',
  }),
  'log-incomplete': warning<Incomplete>({
    doc: 'the log was not read to its end',
    cause: (facts) => {
      const { container, group, region } = facts.stream;
      if ('query' in facts) {
        return `the log of ${container} was not read: only Logs Insights can read a log group of the class of ${group} (region ${region})`;
      }
      const why = facts.failure === undefined ? '' : ` (${describeFailure(facts.failure)})`;
      return `the log of ${container} was not read to its end${why}`;
    },
    next: (facts) =>
      'query' in facts
        ? `run this query there: ${facts.query}${facts.page === null ? '' : `, at ${facts.page}`}`
        : `there may be more in ${place(facts.stream)}`,
  }),
  'log-may-end-early': warning<{ stream: LogStream }>({
    doc: 'the container exited with 0 and printed nothing in its last seconds, and its log was not read again when the task stopped',
    cause: ({ stream }) =>
      `${stream.container} printed nothing in its last seconds, and its log was read for the last time before the task had stopped`,
    next: ({ stream }) => `if there are more lines, they are in ${place(stream)}`,
  }),
  'log-missing': warning<{ stream: LogStream; missing: Missing }>({
    doc: 'a log stream of a container never existed, and why',
    cause: ({ stream, missing }) => `there is no log of ${stream.container}: ${whyMissing(stream, missing)}`,
    next: '',
  }),
  'errors-in-log': against('a statement failed and the client continued'),
  'no-migrations-found': against('the tool found no migration at all'),
  'question-not-answered': against('the tool asked a question that nobody could answer'),
  'files-ignored': against('the tool ignored a migration because of its name'),
  silent: warning<{ container: string; forMs: number }>({
    doc: 'the container has run for two minutes and printed nothing',
    cause: ({ container, forMs }) => `${container} has run for ${formatDuration(forMs)} and printed nothing`,
    next: 'it may buffer its output (Python: set PYTHONUNBUFFERED=1), wait for a lock in the database, or fail to reach the database (check host, port and security groups)',
  }),
};

function against(doc: string) {
  return warning<Against>({
    doc: `the container ended with code 0, but ${doc}`,
    cause: ({ line, means }) => `the container ended with code 0, but its log says: ${line} (${means})`,
    next: ({ advice }) => advice,
  });
}

function whyMissing(stream: LogStream, missing: Missing): string {
  switch (missing) {
    case 'never-started':
      return `the container never started, so nothing was written to ${place(stream)}`;
    case 'group':
      return `log group ${stream.group} does not exist in ${stream.region}; check awslogs-group and awslogs-region in the task definition`;
    case 'stream':
      if (stream.routed !== undefined) {
        return `${place(stream)} does not exist. The log router creates it: check the log and the image of the router, and that the task role allows logs:CreateLogStream`;
      }
      return `${place(stream)} does not exist. The log driver creates it: check that the execution role allows logs:CreateLogStream, that the task can reach CloudWatch Logs, and awslogs-stream-prefix and awslogs-region in the task definition`;
    case 'unnamed':
      return `without awslogs-stream-prefix, its stream in log group ${stream.group} is named after the container's runtime id, and ECS has not reported that id`;
  }
}

function place({ group, stream, region }: LogStream): string {
  return `log group ${group}, stream ${stream}, region ${region}`;
}
