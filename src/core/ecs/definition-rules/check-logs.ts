import { nearest } from '../../base/did-you-mean.ts';
import { type Container, containersOf, type Definition, isForFargate } from './definition.ts';
import { AWSLOGS_OPTIONS, checkLogOptions } from './log-options.ts';
import { openPlaceholder } from './placeholders.ts';
import { createProblem, type Problem } from './problem.ts';

const FARGATE_DRIVERS = ['awslogs', 'splunk', 'awsfirelens'];

/** Checks log configurations: what ECS requires, and what the log driver would refuse when the container starts. */
export function checkLogs(definition: Definition): Problem[] {
  const routed = (definition.containerDefinitions ?? []).some((one) => one.firelensConfiguration !== undefined);
  return containersOf(definition).flatMap(([{ logConfiguration }, path]) => {
    if (logConfiguration === undefined) return [];
    const { logDriver: driver = '', options = {} } = logConfiguration;
    const at = `${path}.logConfiguration`;
    if (isForFargate(definition) && !FARGATE_DRIVERS.includes(driver)) {
      const message = `${driver} is not a valid log driver. Must be one of [${FARGATE_DRIVERS.join(',')}]`;
      return [
        createProblem(
          `${at}.logDriver`,
          `Fargate does not support the log driver ${driver}`,
          `use one of ${FARGATE_DRIVERS.join(', ')}`,
          message,
        ),
      ];
    }
    const problems = checkLogOptions(driver, options).map(({ option, problem, fix }) => ({
      path: `${at}.options.${option}`,
      problem,
      fix,
    }));
    if (driver === 'awslogs') return [...checkAwslogs(definition, options, at), ...problems];
    if (driver === 'awsfirelens' && !routed) {
      const message =
        'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.';
      const fix = 'add a container with a firelensConfiguration, or use awslogs';
      return [
        createProblem(`${at}.logDriver`, 'no container of the task is its log router', fix, message),
        ...problems,
      ];
    }
    return problems;
  });
}

type Options = NonNullable<NonNullable<Container['logConfiguration']>['options']>;

function checkAwslogs(definition: Definition, options: Options, at: string): Problem[] {
  const problems: Problem[] = [];
  const missing = ['awslogs-group', 'awslogs-region'].filter((name) => !options[name]);
  if (missing.length > 0) {
    const message = `Log driver awslogs requires options: ${missing.join(', ')}`;
    problems.push(
      createProblem(`${at}.options`, `it has no ${missing.join(' and no ')}`, 'add the missing options', message),
    );
  }
  const stray = Object.keys(options).filter((name) => !AWSLOGS_OPTIONS.includes(name));
  for (const name of stray) {
    const near = nearest(name, AWSLOGS_OPTIONS);
    const fix = near ? `did you mean ${near}?` : 'leave it out';
    const message = `Log driver awslogs disallows options: ${name}`;
    problems.push(createProblem(`${at}.options.${name}`, 'the log driver awslogs has no such option', fix, message));
  }
  if (isForFargate(definition)) {
    if (!options['awslogs-stream-prefix']) {
      const message =
        'Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.';
      problems.push(
        createProblem(`${at}.options`, 'it has no awslogs-stream-prefix, which Fargate requires', 'add it', message),
      );
    }
    if (!definition.executionRoleArn) {
      const message = 'Fargate requires task definition to have execution role ARN to support log driver awslogs.';
      problems.push(
        createProblem(
          `${at}.logDriver`,
          'the task has no execution role, which awslogs needs on Fargate',
          'set executionRoleArn',
          message,
        ),
      );
    }
  }
  return [...problems, ...checkValues(options, at)];
}

/**
 * Options that name something. Patterns are not here, because they may contain anything; nor is `tag`, which may be a
 * template.
 */
const NAMES: Readonly<Record<string, RegExp>> = {
  'awslogs-group': /^[\w./#-]{1,512}$/,
  'awslogs-region': /^[a-z]{2,}(-[a-z]+)+-\d+$/,
  'awslogs-stream-prefix': /^[^:*]+$/,
};

/** ECS accepts these values, but the driver then finds no such group or region. */
function checkValues(options: Options, at: string): Problem[] {
  return Object.entries(NAMES).flatMap(([name, pattern]) => {
    const value = options[name];
    if (!value) return [];
    const path = `${at}.options.${name}`;
    const placeholder = openPlaceholder(value);
    if (placeholder !== undefined)
      return [{ path, problem: `its placeholder ${placeholder} was not replaced`, fix: 'fill it in' }];
    if (pattern.test(value)) return [];
    const fix = name === 'awslogs-region' ? 'give one such as eu-west-1' : 'see the naming rules of CloudWatch Logs';
    return [{ path, problem: `"${value}" is not a valid name in CloudWatch Logs`, fix }];
  });
}
