import { retry } from '../../api.ts';
import { describeFailure } from '../../core/base/failure.ts';
import { makeWaves } from '../../core/fleet/make-waves.ts';
import type { Share } from '../../core/settings/many-kinds.ts';
import type { LambdaRuntime } from '../runtime.ts';
import { openStore } from './fleet-store.ts';
import type { FleetPorts, Row } from './fleet-types.ts';
import { BadEvent, readCount, readExecution, readRows, readText } from './read-event.ts';

/** A wave, for the distributed map. */
interface Wave {
  bucket: string;
  /** A JSON list of its targets. */
  key: string;
  targets: number;
  /** Targets in one child. */
  batchSize: number;
  /** How many children run at once. */
  children: number;
  /** Launches a second of all children together. */
  rate: number;
  /** How many targets of each child run at once. */
  concurrency: number;
}

interface Prepared {
  waves: Wave[];
  targets: number;
  maxFailures: number;
  pauseSeconds: number;
}

const LARGEST_BATCH = 100;
/** Half of AWS's quota of RunTask: the account has other users. */
const RATE = 10;
/** Careful, as on the command line. */
const AT_ONCE = 10;

/** Reads the targets file, and writes one list for each wave. */
export async function prepareWaves(
  event: Record<string, unknown>,
  ports: FleetPorts,
  edge: LambdaRuntime,
): Promise<Prepared> {
  const execution = readExecution(event);
  const rows = await readTargets(readText(event, 'targets'), ports, edge);
  const store = openStore(ports.openBucket(execution.bucket), execution, edge);
  const rate = readCount(event, 'rate', RATE);
  const concurrency = readCount(event, 'concurrency', AT_ONCE);
  const waves = await Promise.all(
    makeWaves(rows, readShares(event['waves'])).map(async (wave, index) => {
      const key = `waves/${index}.json`;
      await store.write(key, wave);
      const children = Math.min(Math.ceil(wave.length / LARGEST_BATCH), concurrency);
      return {
        bucket: execution.bucket,
        key: `${execution.prefix}${key}`,
        targets: wave.length,
        batchSize: Math.min(LARGEST_BATCH, Math.ceil(wave.length / children)),
        children,
        rate,
        concurrency: Math.max(1, Math.floor(concurrency / children)),
      };
    }),
  );
  const maxFailures = failuresOf(event['maxFailures'], rows.length);
  const pauseSeconds = typeof event['pauseSeconds'] === 'number' ? event['pauseSeconds'] : 0;
  return { waves, targets: rows.length, maxFailures, pauseSeconds };
}

/** The targets file: a JSON list, or an object on each line. */
async function readTargets(uri: string, { openBucket }: FleetPorts, { clock, random }: LambdaRuntime): Promise<Row[]> {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (key === '') throw new BadEvent(`targets is not valid: ${uri}; give s3://BUCKET/KEY`);
  const signal = new AbortController().signal;
  const answer = await retry(() => openBucket(bucket).get(key), { clock, random, signal });
  if (!answer.ok) throw new Error(describeFailure(answer.failure));
  if (answer.value === undefined) throw new BadEvent(`${uri} does not exist`);
  return readRows(parse(answer.value.text, uri), (index) => `${uri}: row ${index + 1}`);
}

function parse(text: string, uri: string): unknown {
  const isList = text.trimStart().startsWith('[');
  try {
    if (isList) return JSON.parse(text);
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => JSON.parse(line));
  } catch {
    throw new BadEvent(`${uri} is neither a JSON list nor JSON lines: for YAML and CSV, start it with ecs-migrate run`);
  }
}

/** `1,5,rest`, or a list of such. The first wave is one target unless it is said otherwise. */
function readShares(waves: unknown): Share[] {
  if (waves === undefined || waves === null) return [1, 'rest'];
  const words = Array.isArray(waves) ? waves : String(waves).split(',');
  return words.map((word: unknown) => {
    const text = String(word).trim();
    const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
    if (text === 'rest') return 'rest';
    if (percent !== undefined) return { percent: Number(percent) };
    if (/^[1-9]\d*$/.test(text)) return Number(text);
    throw new BadEvent(`waves is not valid: ${text}; give numbers, percentages or rest, such as 1,5,rest`);
  });
}

function failuresOf(given: unknown, rows: number): number {
  if (given === undefined || given === null) return 1;
  const text = String(given);
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  const count = percent === undefined ? Number(text) : Math.ceil((Number(percent) / 100) * rows);
  if (Number.isFinite(count) && count >= 1) return count;
  throw new BadEvent(`maxFailures is not valid: ${text}; give a number from 1, or a percentage of the rows`);
}
