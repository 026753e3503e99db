import type { CallFailure } from './failure.ts';

/**
 * Whether CloudWatch Logs will not read a log group because of its class: the class INFREQUENT_ACCESS is read by Logs
 * Insights alone. The name of the error differs by operation (InvalidOperationException, ValidationException); what it
 * says is the class.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
 */
export function refusesClass({ kind, operation, message }: CallFailure): boolean {
  return kind === 'refused' && operation.startsWith('logs:') && /\blog[- ](?:group[- ])?class\b/i.test(message);
}

/** The query of Logs Insights that shows one stream as it was written. */
export function queryOf(stream: string): string {
  return `fields @timestamp, @message | filter @logStream = "${stream}" | sort @timestamp asc | limit 10000`;
}
