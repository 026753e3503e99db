import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDotenv } from '../core/base/dotenv.ts';
import { EngineConfigError } from './errors.ts';
import { engineHint, StartFailure } from './runners/runner.ts';

/** Replaces Secrets Manager, Parameter Store and the environment files in S3. A missing value is a StartFailure. */
export interface SecretStore {
  /** The value of a `valueFrom`. */
  secret(valueFrom: string): string;
  /** The content of an environment file, by its S3 object ARN. */
  environmentFile(arn: string): string;
}

const RETRIEVAL =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve';
const ASM = `${RETRIEVAL} secret from asm: service call has been retried 1 time(s):`;
const SSM = `${RETRIEVAL} secrets from ssm: service call has been retried 1 time(s):`;
const S3 =
  'ResourceInitializationError: failed to download env files: file download command: non empty error stream: service call has been retried 1 time(s): operation error S3: HeadObject, https response error StatusCode: 404, NotFound';

/** Creates a store from the values of `--secrets`. Throws an {@link EngineConfigError} if the file cannot be read. */
export async function secretStore(file: string | undefined, cwd: string): Promise<SecretStore> {
  const path = resolve(cwd, file ?? '');
  const values =
    file === undefined ? new Map<string, unknown>() : await readValues(path).catch((error) => unusable(file, error));
  const add = (what: string) =>
    engineHint(
      file === undefined ? `give --secrets FILE with ${what}, such as a line NAME=VALUE` : `add ${what} to ${file}`,
    );
  const find = (names: readonly string[]) => {
    const name = names.find((candidate) => values.has(candidate));
    return name === undefined ? undefined : values.get(name);
  };

  function fromSecretsManager(arn: string): unknown {
    const [, base = '', name = '', key = '', stage = '', id = ''] =
      /^(arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:([^:]+))(?::([^:]*):([^:]*):([^:]*))?$/.exec(arn) ?? [];
    if (base === '' || (stage !== '' && id !== '')) {
      throw new StartFailure(`${ASM} an invalid ARN format for the AWS Secrets Manager secret was specified: ${arn}`);
    }
    const version = id !== '' || (stage !== '' && stage !== 'AWSCURRENT') ? `::${stage}:${id}` : '';
    const names = [base, bare(base), name, bare(name)].map((candidate) => candidate + version);
    const whole = find(names);
    if (whole === undefined) {
      throw new StartFailure(
        `${ASM} failed to fetch secret ${base} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret.${add(`a value for ${name}`)}`,
      );
    }
    if (key === '') return whole;
    const found = Object(typeof whole === 'string' ? parseJson(whole) : whole);
    if (!Object.hasOwn(found, key)) {
      throw new StartFailure(
        `${ASM} retrieved secret from Secrets Manager did not contain json key ${key}${add(`the key ${key} of ${name}`)}`,
      );
    }
    return found[key];
  }

  return {
    secret(valueFrom) {
      const exact = find([valueFrom]);
      if (exact !== undefined) return textOf(exact);
      if (/^arn:[^:]+:secretsmanager:/.test(valueFrom)) return textOf(fromSecretsManager(valueFrom));
      const name = parameterOf(valueFrom);
      const found = find([name, name.replace(/^\//, ''), `/${name}`]) ?? fromArn(values, name);
      if (found === undefined)
        throw new StartFailure(`${SSM} invalid ssm parameters: ${name}${add(`a value for ${name}`)}`);
      return textOf(found);
    },
    environmentFile(arn) {
      const named = find([arn]);
      if (named === undefined) throw new StartFailure(S3 + add(`${arn}: PATH`));
      try {
        return readFileSync(resolve(dirname(path), textOf(named)), 'utf8');
      } catch (error) {
        throw new StartFailure(S3 + engineHint(`check its path in ${file}: ${(error as Error).message}`));
      }
    },
  };
}

const unusable = (file: string, error: Error): never => {
  const problem = error.message.split('\n', 1)[0];
  throw new EngineConfigError(
    `--secrets ${file}: ${problem}`,
    'expected a YAML file of names and values, or lines NAME=value',
  );
};

/** One VARIABLE=VALUE per line. As in ECS, quotes and spaces are part of the value. */
export const parseEnvironmentFile = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(/\r?\n/)
      .filter((line) => /^[^#=\s][^=]*=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

async function readValues(path: string): Promise<Map<string, unknown>> {
  const text = readFileSync(path, 'utf8');
  if (!/\.(ya?ml|json)$/.test(path)) return readDotenv(text);
  const yaml = await import('yaml');
  const values: unknown = yaml.default.parse(text) ?? {};
  if (typeof values !== 'object' || Array.isArray(values)) throw new Error('expected names and values');
  return new Map(Object.entries(values as object));
}

function readDotenv(text: string): Map<string, string> {
  const parsed = parseDotenv(text, 'any');
  if (!parsed.ok) throw new Error(`line ${parsed.failure.line}: ${parsed.failure.problem}`);
  return new Map(Object.entries(parsed.value));
}

const bare = (name: string) => name.replace(/-[A-Za-z0-9]{6}$/, '');

const parameterOf = (valueFrom: string) =>
  /^arn:[^:]+:ssm:[^:]*:\d*:parameter(\/.+)$/.exec(valueFrom)?.[1] ?? valueFrom;

function fromArn(values: ReadonlyMap<string, unknown>, name: string): unknown {
  const wanted = name.replace(/^\//, '');
  return [...values].find(([key]) => key.startsWith('arn:') && parameterOf(key).replace(/^\//, '') === wanted)?.[1];
}

const textOf = (value: unknown) =>
  value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
