/**
 * A boolean as Go's `strconv.ParseBool` reads it, which the log drivers use. `undefined` if that function returns an
 * error.
 * @see https://pkg.go.dev/strconv#ParseBool
 */
export function parseGoBoolean(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text) ? false : undefined;
}

/** Whether the awslogs driver creates the log group. An empty option counts as absent. */
export function createsGroup(options: Readonly<Record<string, string>>): boolean {
  return parseGoBoolean(options['awslogs-create-group'] ?? '') ?? false;
}

export interface OptionProblem {
  option: string;
  problem: string;
  fix: string;
}

const BOOLEANS = ['awslogs-create-group', 'awslogs-create-stream', 'awslogs-datetime-as-event-time'] as const;

/**
 * A size as Docker parses it: `4m`, `25 MB`, `1.5GiB`. @see https://pkg.go.dev/github.com/docker/go-units#RAMInBytes
 */
const SIZE = /^\d+(\.\d+)? ?[kmgtp]?i?b?$/i;

/**
 * What the log driver itself would refuse when the container starts.
 * @see https://github.com/moby/moby/blob/master/daemon/logger/factory.go
 * @see https://github.com/moby/moby/blob/master/daemon/logger/awslogs/cloudwatchlogs.go
 */
export function checkLogOptions(driver: string, options: Readonly<Record<string, string>>): OptionProblem[] {
  const { mode, 'max-buffer-size': buffer } = options;
  const problems: OptionProblem[] = [];
  if (mode !== undefined && !['', 'blocking', 'non-blocking'].includes(mode)) {
    problems.push({
      option: 'mode',
      problem: 'the log driver has no such mode',
      fix: 'give blocking or non-blocking',
    });
  }
  if (buffer !== undefined && !SIZE.test(buffer)) {
    problems.push({ option: 'max-buffer-size', problem: 'it is no size', fix: 'give one such as 4m or 25m' });
  }
  if (buffer !== undefined && mode === 'blocking') {
    const problem = 'the log driver accepts it only with mode non-blocking';
    problems.push({ option: 'max-buffer-size', problem, fix: 'remove it: mode blocking has no buffer' });
  }
  return driver === 'awslogs' ? [...problems, ...checkAwslogs(options)] : problems;
}

function checkAwslogs(options: Readonly<Record<string, string>>): OptionProblem[] {
  const problems: OptionProblem[] = [];
  for (const option of BOOLEANS) {
    const value = options[option];
    if (value === undefined || value === '' || parseGoBoolean(value) !== undefined) continue;
    problems.push({
      option,
      problem: 'the log driver expects true or false',
      fix: 'set it to true, or remove it',
    });
  }
  if (options['awslogs-datetime-format'] !== undefined && options['awslogs-multiline-pattern'] !== undefined) {
    const problem = 'the log driver accepts either this or awslogs-datetime-format, not both';
    problems.push({ option: 'awslogs-multiline-pattern', problem, fix: 'remove one of them' });
  }
  return problems;
}

/** Options that the awslogs driver has, in ECS or in Docker. */
export const AWSLOGS_OPTIONS: readonly string[] = [
  'awslogs-create-group',
  'awslogs-create-stream',
  'awslogs-credentials-endpoint',
  'awslogs-datetime-as-event-time',
  'awslogs-datetime-format',
  'awslogs-datetime-timezone',
  'awslogs-force-flush-interval-seconds',
  'awslogs-format',
  'awslogs-group',
  'awslogs-max-buffered-events',
  'awslogs-multiline-pattern',
  'awslogs-region',
  'awslogs-stream',
  'awslogs-stream-prefix',
  'max-buffer-size',
  'mode',
  'tag',
];
