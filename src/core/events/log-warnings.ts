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
      `the log of ${stream.container} cannot be read at the moment; the task goes on (${describeFailure(failure)})`,
    next: '',
  }),
  'log-incomplete': warning<Incomplete>({
    doc: 'the log was not read to its end',
    cause: (facts) => {
      const { container, group, region } = facts.stream;
      if ('query' in facts) {
        return `the log of ${container} was not read: only Logs Insights reads a log group of the class of ${group} (region ${region})`;
      }
      const why = facts.failure === undefined ? '' : ` (${describeFailure(facts.failure)})`;
      return `the log of ${container} was not read to its end${why}`;
    },
    next: (facts) =>
      'query' in facts
        ? `ask it: ${facts.query}${facts.page === null ? '' : `, at ${facts.page}`}`
        : `there may be more in ${place(facts.stream)}`,
  }),
  'log-may-end-early': warning<{ stream: LogStream }>({
    doc: 'the container ended well, its last seconds brought no line, and its log was not read again at its stop',
    cause: ({ stream }) =>
      `the last seconds of ${stream.container} brought no line, and the task had not stopped yet when its log was last read`,
    next: ({ stream }) => `should there be more, it is in ${place(stream)}`,
  }),
  'log-missing': warning<{ stream: LogStream; missing: Missing }>({
    doc: "a container's log stream was never there, and why",
    cause: ({ stream, missing }) => `there is no log of ${stream.container}: ${whyMissing(stream, missing)}`,
    next: '',
  }),
  'errors-in-log': against('a statement failed and the client went on'),
  'no-migrations-found': against('the tool found no migration at all'),
  'question-not-answered': against('the tool asked a question that nobody could answer'),
  'files-ignored': against('the tool left out a migration because of its name'),
  silent: warning<{ container: string; forMs: number }>({
    doc: 'the container has run for two minutes and printed nothing: what to check',
    cause: ({ container, forMs }) => `${container} has run for ${formatDuration(forMs)} and printed nothing`,
    next: 'it may hold back its output (Python: set PYTHONUNBUFFERED=1), wait for a lock in the database, or not reach the database (check its host, port and security groups)',
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
      return `it never started, so nothing has written to ${place(stream)}`;
    case 'group':
      return `log group ${stream.group} does not exist in ${stream.region}; check awslogs-group and awslogs-region of the task definition`;
    case 'stream':
      if (stream.routed !== undefined) {
        return `${place(stream)} does not exist; the log router makes it: see its own log, its image, and logs:CreateLogStream of the task role`;
      }
      return `${place(stream)} does not exist; the log driver makes it, for which the execution role needs logs:CreateLogStream, and the task a way to CloudWatch Logs; awslogs-stream-prefix and awslogs-region of the task definition name it`;
    case 'unnamed':
      return `without awslogs-stream-prefix its stream in log group ${stream.group} is named by the container's runtime id, which ECS has not shown`;
  }
}

function place({ group, stream, region }: LogStream): string {
  return `log group ${group}, stream ${stream}, region ${region}`;
}
