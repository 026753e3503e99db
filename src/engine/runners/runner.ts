/**
 * The data from which a container is started: its definition after the overrides of RunTask, with its secrets resolved.
 */
export interface ContainerSpec {
  name: string;
  image: string | undefined;
  entryPoint: readonly string[];
  command: readonly string[];
  /** The environment as ECS builds it. A runner adds the variables of its image or host, with lower priority. */
  environment: Readonly<Record<string, string>>;
  workingDirectory: string | undefined;
  /** Settings that only a container runtime supports. The process runner ignores them. */
  isolation?: Isolation;
}

export interface Isolation {
  /** The id of the task. Its containers share a network and volumes. */
  task: string;
  user: string | undefined;
  /** MiB. The container is killed if it uses more. */
  memory: number | undefined;
  memoryReservation: number | undefined;
  cpuShares: number | undefined;
  /** The CPUs of the whole task, on Fargate. */
  cpus: number | undefined;
  mounts: readonly { volume: string; path: string; readOnly: boolean }[];
  /** File systems in memory: size in MiB, options as for mount(8). */
  tmpfs: readonly { path: string; size: number; options: readonly string[] }[];
  readOnlyRoot: boolean;
  /** Whether the runtime runs its own init process as PID 1, which reaps zombies. */
  init: boolean;
}

export interface TaskSpec {
  id: string;
  networkMode: string | undefined;
  containers: readonly ContainerSpec[];
  /** `hostPath`: a folder of this machine, instead of an empty volume. */
  volumes: readonly { name: string; hostPath: string | undefined }[];
}

/** How a container ended. */
export interface ContainerExit {
  exitCode: number;
  /** The `reason` of the container, such as `OutOfMemoryError: …`. */
  reason?: string;
}

export interface RunningContainer {
  /** Resolves when the container and all its processes have ended and their output was read. Never rejects. */
  exited: Promise<ContainerExit>;
  /** Sends the signal to the whole container. Has no effect after the container has ended. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void;
  /**
   * Runs one health check in the container. Resolves to whether it exits with 0 before `signal` aborts. Never rejects.
   */
  check(words: readonly string[], signal: AbortSignal): Promise<boolean>;
}

/** Receives the bytes of one output stream of a container, in the same turn in which they were read. */
export interface OutputSink {
  write(chunk: Buffer): void;
  end(): void;
}

export interface Output {
  stdout: OutputSink;
  stderr: OutputSink;
}

/** The only interface between the life of a task and the program that runs its containers. */
export interface Runner {
  /**
   * Pulls the images, and creates the volumes and the network of a task. Rejects with a StartFailure. Returns early if
   * the signal aborts.
   */
  prepare?(task: TaskSpec, signal: AbortSignal): Promise<void>;
  /** Rejects with a StartFailure if the container cannot start. */
  start(spec: ContainerSpec, output: Output): Promise<RunningContainer>;
  /** Removes the volumes and network that `prepare` created, after all containers of the task have ended. */
  release?(taskId: string): Promise<void>;
  /** Ends everything that was started. After that nothing can be started. */
  close(): Promise<void>;
}

/** A container could not start. The message is worded like a container's `reason` in ECS. */
export class StartFailure extends Error {
  /** The container that failed, if the failure concerns only one. */
  readonly container: string | undefined;

  constructor(message: string, container?: string) {
    super(message);
    this.container = container;
  }
}

export const cannotStart = (what: string, hint?: string) =>
  new StartFailure(
    `CannotStartContainerError: OCI runtime create failed: runc create failed: unable to start container process: ${what}: unknown${hint === undefined ? '' : engineHint(hint)}`,
  );

/** A hint at the end of a reason, for something that only the local engine lacks. The command line shows it first. */
export const engineHint = (hint: string) => `${HINT_START}${hint})`;

const HINT_START = ' (local engine: ';

/** ECS truncates a reason to this number of characters. */
const REASON_CHARACTERS = 1024;

/** Truncates a message as ECS does, but keeps the hint complete. */
export function asReason(message: string): string {
  const at = message.lastIndexOf(HINT_START);
  const hint = at === -1 ? '' : message.slice(at);
  return message.slice(0, at === -1 ? undefined : at).slice(0, REASON_CHARACTERS - hint.length) + hint;
}

/** Stores the output. Resolves at the end of both streams, with the error if storing failed. */
export async function takeOutput(
  streams: readonly [NodeJS.ReadableStream, NodeJS.ReadableStream],
  { stdout, stderr }: Output,
): Promise<Error | undefined> {
  const failures = await Promise.all([takeStream(streams[0], stdout), takeStream(streams[1], stderr)]);
  return failures.find((failure) => failure !== undefined);
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
