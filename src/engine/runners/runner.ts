/** What a container is started from: its definition with the overrides of RunTask applied, its secrets resolved. */
export interface ContainerSpec {
  name: string;
  image: string | undefined;
  entryPoint: readonly string[];
  command: readonly string[];
  /** As ECS composes it; a runner adds what its image or host brings along, under these. */
  environment: Readonly<Record<string, string>>;
  workingDirectory: string | undefined;
  /** What only a container runtime can do; the process runner leaves it. */
  isolation?: Isolation;
}

export interface Isolation {
  /** The id of the task: its containers share a network and volumes. */
  task: string;
  user: string | undefined;
  /** MiB; the container is killed beyond it. */
  memory: number | undefined;
  memoryReservation: number | undefined;
  cpuShares: number | undefined;
  /** Of the whole task on Fargate. */
  cpus: number | undefined;
  mounts: readonly { volume: string; path: string; readOnly: boolean }[];
  /** File systems in memory: MiB, and options of mount(8). */
  tmpfs: readonly { path: string; size: number; options: readonly string[] }[];
  readOnlyRoot: boolean;
  /** A process of the runtime's own is the first, and reaps. */
  init: boolean;
}

export interface TaskSpec {
  id: string;
  networkMode: string | undefined;
  containers: readonly ContainerSpec[];
  /** `hostPath`: a folder of this machine instead of an empty volume. */
  volumes: readonly { name: string; hostPath: string | undefined }[];
}

/** How a container ended. */
export interface ContainerExit {
  exitCode: number;
  /** As in the container's `reason`, such as `OutOfMemoryError: …`. */
  reason?: string;
}

export interface RunningContainer {
  /** Resolves once the container and all that it started have ended and their output was taken. Never rejects. */
  exited: Promise<ContainerExit>;
  /** To the whole container. Does nothing once it has ended. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /** Runs one health check in it: whether it exits with 0 before the signal. Never rejects. */
  check(words: readonly string[], signal: AbortSignal): Promise<boolean>;
}

/** Takes the bytes of one of the container's output streams, in the turn in which they were read. */
export interface OutputSink {
  write(chunk: Buffer): void;
  end(): void;
}

export interface Output {
  stdout: OutputSink;
  stderr: OutputSink;
}

/** The narrow waist between the life of a task and what runs its containers. */
export interface Runner {
  /** Fetches the images, makes the volumes and the network of a task. Rejects with a StartFailure; ends early by the signal. */
  prepare?(task: TaskSpec, signal: AbortSignal): Promise<void>;
  /** Rejects with a StartFailure if the container cannot start. */
  start(spec: ContainerSpec, output: Output): Promise<RunningContainer>;
  /** Removes what `prepare` made, once all the task's containers have ended. */
  release?(taskId: string): Promise<void>;
  /** Ends everything that was started, and starts nothing any more. */
  close(): Promise<void>;
}

/** Why a container could not start, worded as ECS words a container's `reason`. */
export class StartFailure extends Error {
  /** The container that it concerns, if it is one alone. */
  readonly container: string | undefined;

  constructor(message: string, container?: string) {
    super(message);
    this.container = container;
  }
}

export const cannotStart = (what: string, helps?: string) =>
  new StartFailure(
    `CannotStartContainerError: OCI runtime create failed: runc create failed: unable to start container process: ${what}: unknown${helps === undefined ? '' : cure(helps)}`,
  );

/** What helps where only the local engine lacks something, at the end of a reason; the command line shows it first. */
export const cure = (helps: string) => `${CURE}${helps})`;

const CURE = ' (local engine: ';

/** ECS keeps so many characters of a reason. */
const REASON_CHARACTERS = 1024;

/** A message as ECS would keep it; what helps is kept whole. */
export function asReason(message: string): string {
  const at = message.lastIndexOf(CURE);
  const helps = at === -1 ? '' : message.slice(at);
  return message.slice(0, at === -1 ? undefined : at).slice(0, REASON_CHARACTERS - helps.length) + helps;
}

/** Stores what it takes; answers at the end of both streams, with what kept it from being stored. */
export async function takeOutput(
  streams: readonly [NodeJS.ReadableStream, NodeJS.ReadableStream],
  { stdout, stderr }: Output,
): Promise<Error | undefined> {
  const failures = await Promise.all([takeStream(streams[0], stdout), takeStream(streams[1], stderr)]);
  return failures.find((it) => it !== undefined);
}

function takeStream(reader: NodeJS.ReadableStream, sink: OutputSink): Promise<Error | undefined> {
  return new Promise((done) => {
    let failure: Error | undefined;
    const attempt = (store: () => void) => {
      try {
        if (failure === undefined) store();
      } catch (error) {
        failure = error as Error;
      }
    };
    reader.on('error', () => {});
    reader.on('data', (chunk: Buffer) => attempt(() => sink.write(chunk)));
    reader.once('close', () => {
      attempt(() => sink.end());
      done(failure);
    });
  });
}
