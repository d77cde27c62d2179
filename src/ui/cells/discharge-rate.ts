const RATE = /\b(discharge\s+at\s+)(?:(\d+(?:\.\d+)?)\s*C|C\s*\/\s*(\d+(?:\.\d+)?))(?![\w/])/gi;

/** The C-rate that a protocol discharges at: `undefined` where it says none, or several. */
export function findDischargeRate(protocol: string): number | undefined {
  const rates = new Set(
    [...protocol.replace(/#.*/g, '').matchAll(RATE)].map(([, , times, share]) =>
      times ? Number(times) : 1 / Number(share),
    ),
  );
  return rates.size === 1 ? [...rates][0] : undefined;
}

/** The protocol with another rate in every discharge that is given as one. */
export function setDischargeRate(protocol: string, rate: number): string {
  return protocol.replace(RATE, (_, head: string) => `${head}${rate}C`);
}
