import { join } from 'node:path';
import { AwsError, notFound } from '../errors.ts';
import { EventFile } from './event-file.ts';

export interface LogStream {
  name: string;
  /** Unique within the engine. */
  number: number;
  createdAt: number;
  file: EventFile;
}

/** STANDARD, or a class that costs less and can do less. */
export const LOG_CLASSES = ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] as const;
export type LogClass = (typeof LOG_CLASSES)[number];

export interface LogGroup {
  region: string;
  name: string;
  class: LogClass;
  createdAt: number;
  streams: Map<string, LogStream>;
}

/** The log groups of all regions. Their events are in files of one directory. */
export class LogStore {
  readonly #directory: string;
  readonly #lateMs: number;
  readonly #groups = new Map<string, LogGroup>();
  #files = 0;

  /** `lateMs`: how many milliseconds streams and events stay unreadable after they were written. */
  constructor(directory: string, lateMs: number) {
    this.#directory = directory;
    this.#lateMs = lateMs;
  }

  groups(region: string): LogGroup[] {
    return [...this.#groups.values()].filter((group) => group.region === region);
  }

  hasGroup(region: string, name: string): boolean {
    return this.#groups.has(`${region}/${name}`);
  }

  group(region: string, name: string): LogGroup {
    const group = this.#groups.get(`${region}/${name}`);
    if (group === undefined) throw notFound('log group');
    return group;
  }

  createGroup(region: string, name: string, now: number, logClass: LogClass = 'STANDARD'): LogGroup {
    if (this.hasGroup(region, name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    const group = { region, name, class: logClass, createdAt: now, streams: new Map() };
    this.#groups.set(`${region}/${name}`, group);
    return group;
  }

  /** Returns the stream to write to, and creates it if necessary. */
  openStream(group: LogGroup, name: string, now: number): LogStream {
    const existing = group.streams.get(name);
    if (existing !== undefined) return existing;
    this.#files += 1;
    const file = new EventFile(join(this.#directory, `${this.#files}.events`));
    const stream = { name, number: this.#files, createdAt: now, file };
    group.streams.set(name, stream);
    return stream;
  }

  /** The streams that are readable at this time. */
  streams(group: LogGroup, now: number): LogStream[] {
    return [...group.streams.values()].filter((stream) => stream.createdAt + this.#lateMs <= now);
  }

  stream(group: LogGroup, name: string, now: number): LogStream {
    const stream = group.streams.get(name);
    if (stream === undefined || stream.createdAt + this.#lateMs > now) throw notFound('log stream');
    return stream;
  }

  /** How many events of a stream are readable at this time. */
  readable(stream: LogStream, now: number): number {
    return this.#lateMs === 0 ? stream.file.count : stream.file.ordinalAt(now - this.#lateMs + 1);
  }

  close(): void {
    for (const group of this.#groups.values()) for (const stream of group.streams.values()) stream.file.close();
  }
}
