import { type Container, containersOf, type Definition, type HealthCheck, type PortMapping } from './definition.ts';
import { checkImage } from './image-reference.ts';
import { createProblem, type Problem } from './problem.ts';

/** Checks each container by itself: image, ports, limits and health check. */
export function checkContainers(definition: Definition): Problem[] {
  const mode = definition.networkMode;
  return containersOf(definition).flatMap(([container, path]) => [
    ...checkImageOf(container, path),
    ...(container.portMappings ?? []).flatMap((port, index) =>
      checkPort(port, `${path}.portMappings[${index}]`, container.name ?? '', mode),
    ),
    ...(container.healthCheck === undefined ? [] : checkHealth(container, container.healthCheck, path)),
    ...checkUlimits(container, path),
    ...checkRestarts(container, path),
    ...(mode === 'awsvpc' ? checkAwsvpc(container, path) : []),
  ]);
}

function checkImageOf({ image, name }: Container, path: string): Problem[] {
  const at = `${path}.image`;
  if (!image)
    return [createProblem(at, 'it is missing', 'name an image', 'Container.image should not be null or empty.')];
  const found = checkImage(image);
  if (found === undefined) return [];
  const fix =
    found.placeholder === undefined
      ? 'give REGISTRY/REPOSITORY:TAG or REPOSITORY@sha256:…'
      : `fill it in, or give --image ${name}=REF or --image-from imageDetail.json`;
  const { answer } = found;
  return [
    {
      path: at,
      problem: `image "${image}": ${found.problem}`,
      fix,
      ...(answer === undefined ? {} : { answer: { type: 'ClientException', message: answer } }),
    },
  ];
}

function checkPort(
  { containerPort, containerPortRange, hostPort }: PortMapping,
  path: string,
  name: string,
  mode: string | undefined,
): Problem[] {
  if (containerPortRange !== undefined && (containerPort !== undefined || hostPort !== undefined)) {
    const message = `Invalid port mapping for container '${name}', cannot specify both single port and port range.`;
    return [createProblem(path, 'it has both a port and a range', 'remove one of them', message)];
  }
  if (containerPortRange !== undefined) return [];
  const most = 65_535;
  if (containerPort === undefined || containerPort < 1 || containerPort > most) {
    const message = `Invalid 'containerPort' setting for container '${name}'.`;
    return [createProblem(`${path}.containerPort`, 'there is no such port', `give 1 to ${most}`, message)];
  }
  // With 0, ECS chooses the port. It does so in both modes.
  if ((mode === 'awsvpc' || mode === 'host') && hostPort && hostPort !== containerPort) {
    const message = `When networkMode=${mode}, the host ports and container ports in port mappings must match.`;
    const problem = `it differs from containerPort, which networkMode ${mode} does not allow`;
    return [createProblem(`${path}.hostPort`, problem, `give ${containerPort}, or leave it out`, message)];
  }
  return [];
}

const HEALTH_BOUNDS = { interval: [5, 300], timeout: [2, 60], retries: [1, 10], startPeriod: [0, 300] } as const;

function checkHealth({ name }: Container, health: HealthCheck, path: string): Problem[] {
  const [form = '', word] = health.command ?? [];
  const problems: Problem[] = [];
  if (form !== 'NONE' && !(['CMD', 'CMD-SHELL'].includes(form) && word)) {
    const message = 'Health check command must begin with CMD, CMD-SHELL or NONE, and a command must follow.';
    const fix = 'begin with CMD, CMD-SHELL or NONE, then give the command';
    problems.push(createProblem(`${path}.healthCheck.command`, 'it is not a valid health check command', fix, message));
  }
  for (const [member, [least, most]] of Object.entries(HEALTH_BOUNDS)) {
    const value = health[member as keyof typeof HEALTH_BOUNDS];
    if (value === undefined || (value >= least && value <= most)) continue;
    const bound =
      value > most
        ? `less than or equal to the maximum allowed value ${most}`
        : `greater than or equal to the minimum allowed value ${least}`;
    const message = `Health check ${member} must be ${bound} for container '${name}'`;
    problems.push(
      createProblem(`${path}.healthCheck.${member}`, `${value} is out of range`, `give ${least} to ${most}`, message),
    );
  }
  return problems;
}

function checkUlimits({ ulimits = [] }: Container, path: string): Problem[] {
  return ulimits.flatMap(({ name, softLimit = 0, hardLimit = 0 }, index) => {
    if (softLimit <= hardLimit) return [];
    const at = `${path}.ulimits[${index}].softLimit`;
    return [createProblem(at, 'it exceeds hardLimit', 'lower it', `Soft limit exceeds hard limit for ulimit ${name}`)];
  });
}

function checkRestarts({ name, restartPolicy }: Container, path: string): Problem[] {
  const period = restartPolicy?.restartAttemptPeriod;
  if (period === undefined || (period >= 60 && period <= 1_800)) return [];
  const message = `The 'restartAttemptPeriod' setting for container '${name}' must be between 60 and 1800.`;
  const at = `${path}.restartPolicy.restartAttemptPeriod`;
  return [createProblem(at, `${period} is out of range`, 'give 60 to 1800', message)];
}

/** Members that a container must not have if the whole task has one network interface. */
const NOT_IN_AWSVPC = {
  links: 'Links are not supported when networkMode=awsvpc.',
  hostname: 'hostname is not supported on container when networkMode=awsvpc.',
  extraHosts: 'Extra hosts are not supported on container when networkMode=awsvpc.',
  dnsServers: 'DNS servers are not supported on container when networkMode=awsvpc.',
  dnsSearchDomains: 'DNS search domains are not supported on container when networkMode=awsvpc.',
  disableNetworking: 'Disable Networking is not supported on container when networkMode=awsvpc.',
} as const;

function checkAwsvpc(container: Container, path: string): Problem[] {
  return Object.entries(NOT_IN_AWSVPC).flatMap(([member, message]) => {
    const value = container[member as keyof typeof NOT_IN_AWSVPC];
    if (!value || (Array.isArray(value) && value.length === 0)) return [];
    return [createProblem(`${path}.${member}`, 'networkMode awsvpc does not allow it', 'leave it out', message)];
  });
}
