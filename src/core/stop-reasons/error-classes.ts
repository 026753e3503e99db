import type { StopFamily } from './families.ts';

/** What failed, as a text of ECS states it, and the families of causes that such a failure can have. */
interface ErrorClass {
  marks: RegExp;
  families: readonly StopFamily[];
}

/**
 * The first class that matches a text limits the possible families. Without it, names of images, programs and secrets,
 * or codes such as `API error (404)`, could decide, because they occur in texts of every class. Specific classes come
 * first. A class may be wrapped in another (`CannotStartContainerError: ResourceInitializationError: …`); then the
 * outer one counts.
 */
const ERROR_CLASSES: readonly ErrorClass[] = [
  {
    marks: /retrieve secrets? from (?:asm|ssm)\b|registry auth from asm\b/i,
    families: ['secret', 'network', 'request', 'start'],
  },
  { marks: /failed to download env files/i, families: ['environment-file', 'network', 'request', 'start'] },
  { marks: /failed to validate logger args|initialize logging driver/i, families: ['log', 'network', 'start'] },
  {
    marks: /CannotPull/i,
    families: ['image', 'architecture', 'network', 'secret', 'storage', 'request', 'start'],
  },
  {
    marks: /Cannot(?:Start|Create)Container/i,
    families: ['container', 'architecture', 'storage', 'log', 'network', 'network-interface', 'dependency', 'start'],
  },
  {
    marks: /(?:Docker|ContainerRuntime)Timeout|Cannot(?:Inspect|Stop|Describe|List)Container/i,
    families: ['container', 'storage', 'start'],
  },
  {
    marks: /ResourceInitialization/i,
    families: [
      'secret',
      'environment-file',
      'image',
      'architecture',
      'log',
      'storage',
      'network',
      'network-interface',
      'container',
      'request',
      'start',
    ],
  },
];

/** Whether a text can have a cause of this family. */
export function mayBelongTo(family: StopFamily, text: string): boolean {
  const found = ERROR_CLASSES.find(({ marks }) => marks.test(text));
  return found === undefined || found.families.includes(family);
}
