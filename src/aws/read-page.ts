import type { Readable } from 'node:stream';
import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  type GetLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine } from '../core/ports.ts';
import { takeApart } from './log-page.ts';

type Page = Omit<GetLogEventsCommandOutput, 'events'> & { lines: Iterable<LogLine> };

/** The initial size of the memory for a page. A full page is about this large. */
const PAGE_BYTES = 2 ** 21;

/**
 * Makes the function that calls GetLogEvents. Between pages it keeps only the memory that the last page was read into.
 */
export function createPageReader(): (client: CloudWatchLogsClient, input: GetLogEventsCommandInput) => Promise<Page> {
  let spare: Buffer | undefined;

  /** Reads the body into the spare memory, or into larger memory if the body needs more. */
  async function collect(stream: Readable): Promise<Buffer> {
    let memory = spare ?? Buffer.allocUnsafeSlow(PAGE_BYTES);
    spare = undefined;
    let length = 0;
    await new Promise<void>((resolve, reject) => {
      stream.on('data', (chunk: Buffer) => {
        if (length + chunk.length > memory.length) {
          memory = Buffer.concat([memory.subarray(0, length)], Math.max(2 * memory.length, length + chunk.length));
        }
        length += chunk.copy(memory, length);
      });
      stream.on('end', resolve).on('error', reject);
      // After the end or an error this changes nothing.
      stream.on('close', () => reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })));
    });
    return memory.subarray(0, length);
  }

  /** The lines of a page. When all have been read, the memory of the page is free for the next one. */
  function* linesOf(page: { lines: Iterable<LogLine> }, body: Buffer): Generator<LogLine> {
    yield* page.lines;
    spare = Buffer.from(body.buffer);
  }

  return async (client, input) => {
    const command = new GetLogEventsCommand(input);
    let lines: Iterable<LogLine> | undefined;
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as { statusCode: number; body: Readable | Buffer };
        if (response.statusCode === 200 && !Buffer.isBuffer(response.body)) {
          const body = await collect(response.body);
          const page = takeApart(body);
          if (page !== undefined) lines = linesOf(page, body);
          response.body = page?.rest ?? body;
        }
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'ecsMigrateLogPage' },
    );
    const { events = [], ...others } = await client.send(command);
    return { ...others, lines: lines ?? events.map(({ timestamp = 0, message = '' }) => ({ timestamp, message })) };
  };
}
