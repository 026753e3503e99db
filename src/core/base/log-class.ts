import type { CallFailure } from './failure.ts';

/**
 * Whether CloudWatch Logs refuses to read a log group because of its class. Only Logs Insights can read the class
 * INFREQUENT_ACCESS. The error's name differs by operation (InvalidOperationException, ValidationException), but its
 * message names the class.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
 */
export function refusesClass({ kind, operation, message }: CallFailure): boolean {
  return kind === 'refused' && operation.startsWith('logs:') && /\blog[- ](?:group[- ])?class\b/i.test(message);
}

/** The Logs Insights query that shows the lines of one stream in the order in which they were written. */
export function queryOf(stream: string): string {
  return `fields @timestamp, @message | filter @logStream = "${stream}" | sort @timestamp asc | limit 10000`;
}
