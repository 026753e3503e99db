/** What a container is started from: its definition with the overrides of RunTask applied. */
export interface ContainerSpec {
  name: string;
  image: string | undefined;
  entryPoint: readonly string[];
  command: readonly string[];
  /** As ECS composes it; a runner adds what its image or host brings along, under these. */
  environment: Readonly<Record<string, string>>;
  workingDirectory: string | undefined;
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
  /** Rejects with a StartFailure if the container cannot start. */
  start(spec: ContainerSpec, output: Output): Promise<RunningContainer>;
  /** Ends everything that was started, and starts nothing any more. */
  close(): Promise<void>;
}

/** Why a container could not start, worded as ECS words a container's `reason`. */
export class StartFailure extends Error {}

export const cannotStart = (what: string) =>
  new StartFailure(
    `CannotStartContainerError: OCI runtime create failed: runc create failed: unable to start container process: ${what}: unknown`,
  );
