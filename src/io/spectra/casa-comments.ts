/** A region that CasaXPS marked in a comment, energies as it stores them: kinetic. */
export interface CasaRegion {
  name: string;
  background: string;
  /** [eV] kinetic */
  from: number;
  to: number;
  sensitivity: number;
  /** Numbers of the background: Tougaard's B, C, D, gap. */
  crossSection: number[];
}

/** A value and the bounds it was fitted within. */
type Bounded = [value: number, low: number, high: number];

/** A component that CasaXPS fitted. */
export interface CasaComponent {
  name: string;
  shape: string;
  /** [count eV] */
  area: number;
  /** [eV] full width at half maximum */
  width: number;
  /** [eV] kinetic */
  position: number;
  sensitivity: number;
  /** Bounds that CasaXPS kept; positions kinetic. [count eV, eV, eV] */
  bounds?: { area: [number, number]; width: [number, number]; position: [number, number] };
}

/** What CasaXPS wrote into the comments of a block. */
export interface CasaComments {
  regions: CasaRegion[];
  components: CasaComponent[];
  /** Shifts of the energy scale that were made in CasaXPS; the stored scale is without them. */
  calibrations: string[];
}

/**
 * Reads regions, components and calibrations out of the comment lines of a VAMAS block; undefined where there are none.
 */
export function parseCasaComments(lines: readonly string[]): CasaComments | undefined {
  const regions: CasaRegion[] = [];
  const components: CasaComponent[] = [];
  const calibrations: string[] = [];
  for (const line of lines) {
    const region = /^CASA region \(\*(.*?)\*\) \(\*(.*?)\*\)\s+(.*)$/.exec(line);
    if (region) {
      const numbers = region[3]!.split(/\s+/).map(Number);
      const [from, to, sensitivity] = numbers as [number, number, number];
      if ([from, to, sensitivity].every(Number.isFinite))
        regions.push({
          name: region[1]!,
          background: region[2]!,
          from,
          to,
          sensitivity,
          crossSection: numbers.slice(6, 10).filter(Number.isFinite),
        });
      continue;
    }
    const component =
      /^CASA comp \(\*(.*?)\*\) \(\*(.*?)\*\) Area (.*?) MFWHM (.*?) Position (.*?)(?: RSF (\S+).*)?$/.exec(line);
    if (component) {
      const [area, width, position] = component.slice(3, 6).map((text) => text.trim().split(/\s+/).map(Number)) as [
        Bounded,
        Bounded,
        Bounded,
      ];
      if ([area[0], width[0], position[0]].every(Number.isFinite))
        components.push({
          name: component[1]!,
          shape: component[2]!,
          area: area[0],
          width: width[0],
          position: position[0],
          sensitivity: Number(component[6] ?? 1) || 1,
          ...([area, width, position].every((v) => Number.isFinite(v[1]) && v[2] > v[1]) && {
            bounds: { area: [area[1], area[2]], width: [width[1], width[2]], position: [position[1], position[2]] },
          }),
        });
      continue;
    }
    if (/^(Calib|KECalib)\b/.test(line)) calibrations.push(line.trim());
  }
  return regions.length + components.length + calibrations.length > 0
    ? { regions, components, calibrations }
    : undefined;
}
