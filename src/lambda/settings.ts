import { nearest } from '../core/base/did-you-mean.ts';
import { namesFile } from '../core/ecs/task-definition.ts';
import type { Finding } from '../core/findings/findings.ts';
import { regionOfArns } from '../core/settings/regions.ts';
import { defaultSource, resolveSettings, variableSource } from '../core/settings/settings.ts';
import { SETTING_KEYS, settingOf } from '../core/settings/settings-table.ts';
import type { Resolved, Source } from '../core/settings/source.ts';

type Values = Record<string, unknown>;
export type Given = Resolved & { findings: Finding[] };

/** Parses settings given as JSON. `where` names the text for users. */
export function parseSettings(
  text: string,
  where: string,
  more: readonly string[] = [],
): { values: Values; findings: Finding[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's error quotes the text, which may contain a secret.
    return failRead(where, undefined, 'it is not JSON', 'give the settings as {"cluster": "…", …}');
  }
  return checkSettings(json, where, more);
}

/** Like {@link parseSettings}, for a value that is already parsed. `more` are other keys that are allowed. */
export function checkSettings(
  json: unknown,
  where: string,
  more: readonly string[] = [],
): { values: Values; findings: Finding[] } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return failRead(
      where,
      undefined,
      'it is not an object of settings',
      'give an object of settings: {"cluster": "…", …}',
    );
  }
  const known = [...SETTING_KEYS, ...more];
  const findings = Object.keys(json)
    .filter((key) => !known.includes(key))
    .flatMap((key) => {
      const near = nearest(key, known);
      const fix = near ? `did you mean ${near}?` : 'keys are the flags in camelCase';
      return failRead(where, key, 'there is no such setting', fix).findings;
    });
  return { values: json as Values, findings };
}

function failRead(file: string, key: string | undefined, problem: string, fix: string) {
  return { values: {}, findings: [{ code: 'file-problem', file, key, problem, fix }] satisfies Finding[] };
}

/** Resolves the settings. `where` comes first, then the function's variables, then `fallback`, then the defaults. */
export function settingsOf(
  given: { values: Values; findings: Finding[] },
  where: string,
  env: Readonly<Record<string, string | undefined>>,
  fallback?: Source,
): Given {
  const values = Object.fromEntries(SETTING_KEYS.map((key) => [key, given.values[key]])) as Source['values'];
  const own: Source = { values, origin: (key) => `${where}.${key}` };
  const sources = [own, variableSource(env), ...(fallback ? [fallback] : [])];
  const asked = [...sources, regionOfArns(sources)];
  const { settings, origins, findings } = resolveSettings([...asked, defaultSource(false)]);
  // Settings without the defaults: nobody asked for a default.
  const { settings: wished } = resolveSettings(asked);
  const stray = SETTING_KEYS.flatMap((key): Finding[] => {
    const { notInLambda: fix, lambdaValues } = settingOf(key);
    // `false` is the value of an unset flag.
    if (fix === undefined || wished[key] === undefined || wished[key] === false) return [];
    if (lambdaValues !== undefined && [wished[key]].flat().every((value) => lambdaValues.test(String(value))))
      return [];
    return [{ code: 'usage', problem: `${origins[key]}: this setting does not work in a Lambda function`, fix }];
  });
  if (settings.taskDefinition !== undefined && namesFile(settings.taskDefinition)) {
    const problem = `${origins.taskDefinition}: a Lambda function cannot read a file`;
    stray.push({ code: 'usage', problem, fix: 'register the task definition, and give its family' });
  }
  return { settings, origins, findings: [...given.findings, ...findings, ...stray] };
}
