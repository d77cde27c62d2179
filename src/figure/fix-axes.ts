import { isMap } from '../core/index.js';
/** Channels that have an axis. */
const AXES = new Set(['x', 'y']);
/** [1] Decades beyond which a logarithmic axis shows powers of ten only. */
const FEW_DECADES = 2.5;

/**
 * Habits of axes, the same in all figures: units behind a stroke (`traction / GPa`), no halves of what is counted, and
 * logarithmic axes that end near their data and say 1, 2, 5. What a figure sets itself stays.
 */
export function fixAxes(
  spec: Record<string, unknown>,
  rows: readonly Record<string, unknown>[],
): Record<string, unknown> {
  const fix = (node: unknown, channel: string): unknown => {
    if (Array.isArray(node)) return node.map((item) => fix(item, channel));
    if (!isMap(node)) return node;
    if (AXES.has(channel) && typeof node.field === 'string') return fixChannel(node, numbersOf(rows, node.field));
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) =>
        key === 'data' || key === 'datasets' || key === 'config' ? [key, value] : [key, fix(value, key)],
      ),
    );
  };
  return fix(spec, '') as Record<string, unknown>;
}

function fixChannel(channel: Record<string, unknown>, values: readonly number[]): Record<string, unknown> {
  const titled = typeof channel.title === 'string' ? { ...channel, title: withStroke(channel.title) } : channel;
  if (channel.type !== 'quantitative' || values.length === 0) return titled;
  const scale = isMap(channel.scale) ? channel.scale : {};
  const axis = isMap(channel.axis) ? channel.axis : {};
  if (channel.axis === null) return titled;
  if (scale.type === 'log') {
    const positive = values.filter((v) => v > 0);
    if (positive.length === 0 || scale.domain !== undefined || axis.values !== undefined) return titled;
    const [low, high] = [positive.reduce((a, b) => Math.min(a, b)), positive.reduce((a, b) => Math.max(a, b))];
    const ticks = logTicks(low / 1.06, high * 1.06);
    return {
      ...titled,
      scale: { ...scale, nice: false, domain: [low / 1.06, high * 1.06] },
      axis: { ...axis, ...(ticks.length > 1 && { values: ticks }), labelOverlap: 'greedy' },
    };
  }
  return values.every(Number.isInteger) && axis.tickMinStep === undefined
    ? { ...titled, axis: { ...axis, tickMinStep: 1 } }
    : titled;
}

/** 1, 2 and 5 of each decade; powers of ten where there are many. */
function logTicks(low: number, high: number): number[] {
  const steps = Math.log10(high / low) > FEW_DECADES ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.log10(high); decade++)
    for (const step of steps) ticks.push(Number(`${step}e${decade}`));
  return ticks.filter((t) => t >= low && t <= high);
}

/** `traction (GPa)` → traction / GPa; what stands in brackets and is no unit stays. */
function withStroke(title: string): string {
  const [, stem, unit] = /^(.*\S) \(([^()\s]{1,14})\)$/.exec(title) ?? [];
  return unit === undefined || stem.endsWith('/') || /^[a-z]{4,}$|^\d/.test(unit) ? title : `${stem} / ${unit}`;
}

const numbersOf = (rows: readonly Record<string, unknown>[], field: string): number[] =>
  rows.flatMap((row) => (typeof row[field] === 'number' && Number.isFinite(row[field]) ? [row[field]] : []));
