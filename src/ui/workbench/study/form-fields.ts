import type { DeskKind } from '../../../workbench/page/study-desk.js';

/** One field of a form: a key of an entry, and what is known of its values. */
export interface FieldEntry {
  key: string;
  label: string;
  hint: string;
  choices?: readonly string[];
  placeholder?: string;
  required?: boolean;
  long?: boolean;
}

export type Part = 'samples' | 'evidence' | 'claims';

/** Names that a study knows, for fields that refer to them. */
export interface StudyNames {
  samples: readonly string[];
  evidence: readonly string[];
}

/** Fields of a sample. */
export function sampleFields(name: string, names: StudyNames): FieldEntry[] {
  return [
    { key: 'title', label: 'Title', hint: 'as figures and tables call it' },
    { key: 'material', label: 'Material', hint: 'formula, such as LiNi0.8Co0.1Mn0.1O2' },
    {
      key: 'from',
      label: 'Made from',
      hint: 'the sample that it was made of',
      choices: names.samples.filter((other) => other !== name),
    },
    { key: 'treatment', label: 'Treatment', hint: 'such as { coating: Co2.2B, route: NaBH4 in ethanol }' },
    { key: 'mass', label: 'Mass', hint: 'with its unit, such as 12.3 mg' },
    { key: 'area', label: 'Area', hint: 'with its unit, such as 1.54 cm2' },
    { key: 'files', label: 'Files', hint: 'a list of paths or patterns in the study’s folder', long: true },
    { key: 'description', label: 'Description', hint: 'anything worth knowing', long: true },
  ];
}

/** Fields of evidence: what its kind takes. */
export function evidenceFields(kind: DeskKind | undefined, kinds: readonly DeskKind[]): FieldEntry[] {
  const chosen: FieldEntry = {
    key: kind ? (kind.measured ? 'kind' : 'simulate') : 'kind',
    label: 'Kind',
    hint: kind?.title ?? 'what it reads or computes',
    choices: kinds.map((k) => k.id),
    required: true,
  };
  return [
    { key: 'title', label: 'Title', hint: 'as the report calls it' },
    chosen,
    ...(kind?.settings ?? []).map(
      (setting): FieldEntry => ({
        key: setting.name,
        label: setting.name,
        hint: setting.describe,
        placeholder: setting.default,
        choices: setting.name === 'analyses' ? undefined : setting.choices,
        required: setting.required,
        long: setting.name === 'files' || setting.name === 'electrode',
      }),
    ),
  ];
}

/** Fields of a claim. */
export function claimFields(kind: DeskKind | undefined, names: StudyNames): FieldEntry[] {
  const groups = [...new Set([...names.samples, ...(kind?.quantities.flatMap((q) => q.groups ?? []) ?? [])])];
  return [
    { key: 'says', label: 'Says', hint: 'the claim as a sentence', required: true, long: true },
    {
      key: 'measure',
      label: 'Measures',
      hint: `evidence.quantity at condition; there is ${names.evidence.join(', ') || 'no evidence yet'}`,
    },
    {
      key: 'compare',
      label: 'Compares',
      hint: `one group, or two as "a / b" or "a - b"; groups: ${groups.join(', ') || 'none yet'}`,
    },
    { key: 'expect', label: 'Expects', hint: 'such as > 2, < 0, = 1.33 ± 0.05 or 1.2..1.5' },
    { key: 'published', label: 'Published', hint: 'the number that was published, if any' },
    { key: 'where', label: 'Where', hint: 'figure or table that it is from' },
    { key: 'group', label: 'Group', hint: 'claims of one group stand together' },
    { key: 'fitted', label: 'Fitted', hint: 'true where a parameter was fitted to it', choices: ['true'] },
    { key: 'assumed', label: 'Assumed', hint: 'true where the model assumes it', choices: ['true'] },
  ];
}
