import type { StopReason } from './stop-reason.ts';

export const CONTAINERS: readonly StopReason[] = [
  {
    code: 'out-of-memory',
    family: 'container',
    pattern: /OutOfMemory|out of memory|killed due to memory usage|OOM[- ]?killed/i,
    cause: 'the container was killed because it used more memory than its limit',
    next: 'raise the memory of the task and of the container, or let the migration work in smaller batches',
    retry: 'no',
  },
  {
    code: 'command-one-word',
    family: 'container',
    pattern:
      /exec: (["'])(?=(?:(?!\1).)*\S\s+\S)(?:(?!\1).)*\1[^\n]*(?:not found|no such file)|stat \S+ [^:]+: no such file/i,
    cause: 'the command of the container is one word with spaces in it, and no program has that name',
    next: "give the words one by one (-- bundle exec rake db:migrate; in a task definition as separate words of the list); if the command needs a shell, write -- sh -c 'cd /srv && bin/migrate'",
    retry: 'no',
  },
  {
    code: 'command-not-found',
    family: 'container',
    pattern: /executable file not found|executable[^\n]{0,80} not found in \$?PATH/i,
    cause: 'the command of the container could not be started: there is no such program in the image',
    next: 'check the command: it must be an executable of the image; for shell syntax use ["sh", "-c", "…"]',
    retry: 'no',
  },
  {
    code: 'command-not-executable',
    family: 'container',
    pattern: /\b(?:exec|fork\/exec)\b[^\n]*(?:no such file|permission denied|is a directory)/i,
    cause:
      'the command of the container could not be started: the file is missing or not executable, or the interpreter in its first line does not exist',
    next: 'check the command: make its file executable (chmod +x), with LF line ends and an interpreter that the image has',
    retry: 'no',
  },
  {
    code: 'no-command',
    family: 'container',
    pattern: /no command specified/i,
    cause: 'the container has no command: neither its image, nor the task definition, nor this run gives one',
    next: 'give the command after -- , or set command in the task definition or CMD in the Dockerfile; an entryPoint in the task definition disables the CMD of the image',
    retry: 'no',
  },
  {
    code: 'memory-too-small',
    family: 'container',
    pattern: /minimum memory limit/i,
    cause: 'the memory of the container is less than the minimum of the container runtime',
    next: 'raise memory of the container in the task definition (it is in MiB: 512 is half a gigabyte)',
    retry: 'no',
  },
  {
    code: 'container-name-taken',
    family: 'container',
    pattern: /container name[^\n]{0,200} already in use|container with id exists/i,
    cause: 'an old container that the runtime did not remove has the same name',
    next: 'run again; if it happens again, remove the old container on the instance (docker rm), or replace the instance',
    retry: 'yes',
  },
  {
    code: 'user-unknown',
    family: 'container',
    pattern:
      /unable to find (?:user|group)|no matching entries in (?:passwd|group)|\/etc\/(?:passwd|group): no such file/i,
    cause: 'the container must run as a named user, but its image has no such user',
    next: 'check user in the container definition and USER in the Dockerfile: give the user a number (uid:gid), or create it in the image',
    retry: 'no',
  },
  {
    code: 'device-missing',
    family: 'container',
    pattern: /gathering device information|custom device|nvidia-container|running hook/i,
    cause:
      'a device that the container requires (a GPU, for instance) is not on the container instance, or is not ready',
    next: 'check linuxParameters.devices and resourceRequirements of the container; a migration needs no GPU: run it from a task definition without one',
    retry: 'no',
  },
  {
    code: 'task-limits',
    family: 'container',
    pattern: /CgroupError|cgroup/i,
    cause: 'the limits of the task (its cgroup) could not be set on the container instance',
    next: 'run again; if it happens again, check that memory cgroups are on in the kernel of the instance, update the ECS agent and Docker, or replace the instance',
    retry: 'depends',
  },
  {
    code: 'container-not-run',
    family: 'container',
    pattern: /failed to get container status|did not terminate successfully/i,
    cause: 'the container did not start, often because it has too little memory',
    next: 'raise the memory of the task and of the container; if it happens again, fix the problem that the text names',
    retry: 'depends',
  },
  {
    code: 'runtime-slow',
    family: 'container',
    pattern: /(?:Docker|ContainerRuntime)TimeoutError|could not tran\w+ to/i,
    cause:
      'the container runtime did not create or start the container in time: the machine is overloaded or does not respond',
    next: 'run again; on EC2 check the load and the disk of the container instance, and replace the instance if it does not respond',
    retry: 'yes',
  },
  {
    code: 'agent-hangs',
    family: 'container',
    pattern: /could not progress task's state|TaskStateError/i,
    cause: 'the ECS agent could not stop the task: the container runtime of the instance does not respond',
    next: 'replace the container instance, then run again',
    retry: 'yes',
  },
  {
    code: 'runtime-silent',
    family: 'container',
    pattern:
      /CannotInspectContainer|CannotStopContainer|CannotDescribeContainer|CannotListContainers|failed sending SIG/i,
    cause: 'the container runtime did not answer the ECS agent',
    next: 'run again; on EC2 check the container runtime of the instance, and replace the instance if the runtime does not respond',
    retry: 'yes',
  },
  {
    code: 'runtime-failed',
    family: 'container',
    pattern: /ContainerRuntimeError|DockerStateError/i,
    cause: 'the container runtime failed with an internal error',
    next: 'run again; if it happens again, ask AWS Support with the task ARN',
    retry: 'yes',
  },
  {
    code: 'container-options',
    family: 'container',
    pattern: /CannotCreateContainer|unable to create new container/i,
    cause: 'the container could not be created with these options',
    next: 'check the option that the text names in the container definition: volumes, devices, linuxParameters, user, log options',
    retry: 'no',
  },
];

/** A container that did not start, and the cause is not in the catalogue. */
export const CONTAINERS_AT_LARGE: readonly StopReason[] = [
  {
    code: 'container-not-started',
    family: 'container',
    pattern: /CannotStartContainer|OCI runtime|container runtime task|shim task/i,
    cause: 'the container could not be started',
    next: 'fix the problem that the text names, in the task definition or the image',
    retry: 'no',
  },
];
